"""The queries about accounts, their sessions and their channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from backend.database.queries import Queries, changed
from backend.database.tables import Account, Channel, Token, Video, VideoState


class AccountQueries(Queries):
    def account(self, account_id: str) -> Account | None:
        with self.read() as session:
            return session.get(Account, account_id)

    def account_by_email(self, email: str) -> Account | None:
        with self.read() as session:
            return session.scalar(select(Account).where(Account.email == email))

    def account_by_token(self, token_hash: str) -> Account | None:
        with self.read() as session:
            return session.scalar(
                select(Account)
                .join(Token, Token.account_id == Account.id)
                .where(Token.token_hash == token_hash, Token.expires_at > self.clock())
            )

    def delete_token(self, token_hash: str) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.token_hash == token_hash))

    def delete_expired_tokens(self) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.expires_at <= self.clock()))

    def used_bytes(self, account_id: str) -> int:
        """What counts against the quota: all sources, those under way included."""
        with self.read() as session:
            query = select(func.coalesce(func.sum(Video.size_bytes), 0)).where(
                Video.account_id == account_id, Video.state != VideoState.DELETED
            )
            return int(session.scalar(query) or 0)

    def add_account(self, account: Account) -> bool:
        """False when the address is taken, also by somebody a moment before."""
        try:
            self.add(account)
        except IntegrityError:
            return False
        return True

    def lock_account(self, account_id: str) -> Account | None:
        """Inside `write()`: makes what follows exclusive to this account."""
        with self.write() as session:
            return session.get(Account, account_id, with_for_update=True)

    def channels(self, account_id: str) -> Sequence[Channel]:
        with self.read() as session:
            query = select(Channel).where(Channel.account_id == account_id)
            return session.scalars(query.order_by(Channel.name, Channel.id)).all()

    def channel(self, channel_id: str) -> Channel | None:
        with self.read() as session:
            return session.get(Channel, channel_id)

    def set_channel(self, channel_id: str, **changes: Any) -> Channel | None:
        with self.write() as session:
            row = session.get(Channel, channel_id, with_for_update=True)
            return changed(row, changes) if row else None

    def delete_channel(self, channel_id: str) -> None:
        with self.write() as session:
            for row in session.scalars(select(Video).where(Video.channel_id == channel_id)):
                row.channel_id = None
            session.flush()
            session.execute(delete(Channel).where(Channel.id == channel_id))
