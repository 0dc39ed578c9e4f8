"""The queries about accounts and their sessions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from backend.database.channels import ChannelQueries
from backend.database.queries import changed
from backend.database.tables import Account, Token, Video, VideoState


class AccountQueries(ChannelQueries):
    def account(self, account_id: str) -> Account | None:
        with self.read() as session:
            return session.get(Account, account_id)

    def account_by_email(self, email: str) -> Account | None:
        with self.read() as session:
            return session.scalar(select(Account).where(Account.email == email))

    def account_by_token(self, token_hash: str) -> tuple[Account, float] | None:
        """With the time when its device was last seen."""
        with self.read() as session:
            row = session.execute(
                select(Account, Token.seen_at)
                .join(Token, Token.account_id == Account.id)
                .where(Token.token_hash == token_hash, Token.expires_at > self.clock())
            ).first()
            return (row[0], row[1]) if row else None

    def note_seen(self, token_hash: str) -> None:
        with self.write() as session:
            seen = update(Token).where(Token.token_hash == token_hash)
            session.execute(seen.values(seen_at=self.clock()))

    def tokens(self, account_id: str, limit: int) -> Sequence[Token]:
        """Those that count, the last seen first."""
        with self.read() as session:
            query = select(Token).where(
                Token.account_id == account_id, Token.expires_at > self.clock()
            )
            newest = query.order_by(Token.seen_at.desc(), Token.token_hash).limit(limit)
            return session.scalars(newest).all()

    def delete_tokens(
        self, account_id: str, *, token_id: str | None = None, but: str | None = None
    ) -> Sequence[str]:
        """An account's: one by its id, or all but the one with the hash `but`; returns the hashes
        of those that went."""
        gone = delete(Token).where(Token.account_id == account_id)
        if token_id is not None:
            gone = gone.where(Token.id == token_id)
        if but is not None:
            gone = gone.where(Token.token_hash != but)
        with self.write() as session:
            return session.scalars(gone.returning(Token.token_hash)).all()

    def delete_token(self, token_hash: str) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.token_hash == token_hash))

    def delete_expired_tokens(self) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.expires_at <= self.clock()))

    def used_bytes(self, account_id: str) -> int:
        """What counts against the quota: all sources, those under way and former ones included,
        and those that can be had back: or one could have more by deleting and taking that back."""
        with self.read() as session:
            query = select(func.coalesce(func.sum(Video.size_bytes), 0)).where(
                Video.account_id == account_id, Video.state != VideoState.DELETED
            )
            return int(session.scalar(query) or 0)

    def add_account(self, account: Account) -> bool:
        """With its first channel. False when the address is taken, also by somebody a moment
        before."""
        try:
            with self.write():
                self.add(account)
                self.default_channel(account.id)
        except IntegrityError:
            return False
        return True

    def set_account(self, account_id: str, **changes: Any) -> Account | None:
        with self.write() as session:
            row = session.get(Account, account_id, with_for_update=True)
            return changed(row, changes) if row else None

    def lock_account(self, account_id: str) -> Account | None:
        """Inside `write()`: makes what follows exclusive to this account."""
        with self.write() as session:
            return session.get(Account, account_id, with_for_update=True)
