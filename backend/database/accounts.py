"""The queries about accounts, their sessions, and who is let in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from backend.database.channels import ChannelQueries
from backend.database.engine import Prepared
from backend.database.queries import FRESH, Place, below, changed
from backend.database.schema.entry import Allowance, KnownIdentity, OneTimeToken
from backend.database.tables import Account, Token

SESSION = Prepared(
    select(Token.id)
    .join(Account, Token.account_id == Account.id)
    .where(Token.id == bindparam("token_id"), Token.expires_at > bindparam("now"))
    .where(Account.disabled_at.is_(None))
)


class AccountQueries(ChannelQueries):
    def account(self, account_id: str) -> Account | None:
        with self.read() as session:
            return session.get(Account, account_id)

    def account_by_email(self, email: str) -> Account | None:
        with self.read() as session:
            return session.scalar(select(Account).where(Account.email == email))

    def account_by_token(self, token_hash: str) -> tuple[Account, Token] | None:
        with self.read() as session:
            row = session.execute(
                select(Account, Token)
                .join(Token, Token.account_id == Account.id)
                .where(Token.token_hash == token_hash, Token.expires_at > self.clock())
                .where(Account.disabled_at.is_(None))
            ).first()
            return (row[0], row[1]) if row else None

    def is_session(self, token_id: str) -> bool:
        """Whether somebody is still let in by it, a device or a script."""
        return bool(self._rows(SESSION, {"token_id": token_id, "now": self.clock()}))

    def account_page(self, after: Place | None, limit: int) -> Sequence[Account]:
        """The latest first."""
        order = (Account.created_at, Account.id)
        query = select(Account).order_by(*(column.desc() for column in order))
        if after is not None:
            query = query.where(below(after, *order))
        with self.read() as session:
            return session.scalars(query.limit(limit)).all()

    def count_accounts(self, role: str) -> int:
        """Those that can come in."""
        enabled = Account.disabled_at.is_(None)
        with self.read() as session:
            query = select(func.count()).where(Account.role == role, enabled)
            return session.scalar(query) or 0

    def has_password_hash(self, start: str) -> bool:
        """Whether anybody has one that begins so."""
        query = select(Account.id).where(Account.password_hash.startswith(start, autoescape=True))
        with self.read() as session:
            return session.scalar(query.limit(1)) is not None

    def note_seen(self, token_hash: str) -> None:
        with self.write() as session:
            seen = update(Token).where(Token.token_hash == token_hash)
            session.execute(seen.values(seen_at=self.clock()))

    def tokens(self, account_id: str, limit: int, *, scoped: bool = False) -> Sequence[Token]:
        """Those that count, of devices or of scripts, the last seen first."""
        with self.read() as session:
            query = select(Token).where(of(account_id, scoped), Token.expires_at > self.clock())
            newest = query.order_by(Token.seen_at.desc(), Token.token_hash).limit(limit)
            return session.scalars(newest).all()

    def is_known_network(self, email: str, network: str) -> bool:
        """Whether the account has a session that began there."""
        with self.read() as session:
            query = (
                select(Token.id)
                .join(Account, Token.account_id == Account.id)
                .where(Account.email == email, Token.network == network)
                .where(Token.expires_at > self.clock())
            )
            return session.scalar(query.limit(1)) is not None

    def delete_tokens(
        self, account_id: str, *, token_id: str | None = None, but: str | None = None
    ) -> Sequence[str]:
        """Of an account's devices: one by its id, or all but the one with the hash `but`; returns
        the hashes of those that went."""
        gone = delete(Token).where(of(account_id, scoped=False))
        if token_id is not None:
            gone = gone.where(Token.id == token_id)
        if but is not None:
            gone = gone.where(Token.token_hash != but)
        with self.write() as session:
            return session.scalars(gone.returning(Token.token_hash)).all()

    def delete_scoped_tokens(self, account_id: str, token_id: str | None = None) -> Sequence[str]:
        """Of an account's scripts, likewise: one, or all."""
        gone = delete(Token).where(of(account_id, scoped=True))
        if token_id is not None:
            gone = gone.where(Token.id == token_id)
        with self.write() as session:
            return session.scalars(gone.returning(Token.token_hash)).all()

    def delete_all_tokens(self) -> Sequence[str]:
        """Everybody's, of devices and scripts."""
        with self.write() as session:
            return session.scalars(delete(Token).returning(Token.token_hash)).all()

    def delete_token(self, token_hash: str) -> None:
        with self.write() as session:
            session.execute(delete(Token).where(Token.token_hash == token_hash))

    def delete_expired_tokens(self) -> None:
        """And what is known of tries that count no more."""
        now = self.clock()
        with self.write() as session:
            session.execute(delete(Token).where(Token.expires_at <= now))
            session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at <= now))
            session.execute(delete(Allowance).where(Allowance.full_at <= now))

    def one_time_tokens(self, purpose: str, limit: int) -> Sequence[OneTimeToken]:
        """Those that can be used, the latest first."""
        query = select(OneTimeToken).where(usable(self.clock()), OneTimeToken.purpose == purpose)
        newest = query.order_by(OneTimeToken.created_at.desc(), OneTimeToken.id).limit(limit)
        with self.read() as session:
            return session.scalars(newest).all()

    def one_time_token(self, token_hash: str, purpose: str) -> OneTimeToken | None:
        """If it can be used."""
        query = select(OneTimeToken).where(
            usable(self.clock()),
            OneTimeToken.token_hash == token_hash,
            OneTimeToken.purpose == purpose,
        )
        with self.read() as session:
            return session.scalar(query)

    def has_one_time_token(self, token_hash: str) -> bool:
        """Used or not."""
        query = select(OneTimeToken.id).where(OneTimeToken.token_hash == token_hash)
        with self.read() as session:
            return session.scalar(query) is not None

    def use_one_time_token(self, row: OneTimeToken, account_id: str) -> bool:
        """False if somebody else was a moment earlier."""
        now = self.clock()
        used = update(OneTimeToken).where(OneTimeToken.id == row.id, usable(now))
        with self.write() as session:
            change = used.values(used_at=now, account_id=account_id).returning(OneTimeToken.id)
            return session.scalar(change) is not None

    def delete_one_time_tokens(
        self, purpose: str, *, token_id: str | None = None, account_id: str | None = None
    ) -> bool:
        """One by its id, or those for an account; whether there was one that could be used."""
        gone = delete(OneTimeToken).where(usable(self.clock()), OneTimeToken.purpose == purpose)
        if token_id is not None:
            gone = gone.where(OneTimeToken.id == token_id)
        if account_id is not None:
            gone = gone.where(OneTimeToken.account_id == account_id)
        with self.write() as session:
            return bool(session.scalars(gone.returning(OneTimeToken.id)).all())

    def allowances(self, full: Sequence[Mapping[str, Any]]) -> Mapping[str, Allowance]:
        """Inside `write()`: those of these names, which are as they are given unless they are kept
        otherwise; nobody else changes them until then."""
        names = sorted(row["name"] for row in full)
        query = select(Allowance).where(Allowance.name.in_(names)).order_by(Allowance.name)
        with self.write() as session:
            new = self._transactions.insert(Allowance).values(list(full))
            session.execute(new.on_conflict_do_nothing())
            locked = query.with_for_update().execution_options(**FRESH)
            return {row.name: row for row in session.scalars(locked)}

    def set_allowances(self, rows: Sequence[Mapping[str, Any]]) -> None:
        with self.write() as session:
            change = self._transactions.upsert_all(Allowance, "name", ("left", "at", "full_at"))
            session.execute(change, list(rows))

    def add_account(self, account: Account, *, channel: bool = True) -> bool:
        """With its first channel. False when the address is taken, also by somebody a moment
        before."""
        try:
            with self.write():
                self.add(account)
                if channel:
                    self.default_channel(account.id)
        except IntegrityError:
            return False
        return True

    # Who is known elsewhere

    def account_by_identity(self, issuer: str, subject: str) -> Account | None:
        with self.read() as session:
            row = session.get(KnownIdentity, (issuer, subject))
            return session.get(Account, row.account_id) if row else None

    def add_account_of(
        self, account: Account, issuer: str, subject: str, *, channel: bool = True
    ) -> bool:
        """With its first channel. False when the address is taken, or they have an account."""
        try:
            with self.write():
                self.add(account)
                if channel:
                    self.default_channel(account.id)
                self.add(self._identity(account.id, issuer, subject))
        except IntegrityError:
            return False
        return True

    def link_identity(self, account_id: str, issuer: str, subject: str) -> Sequence[str] | None:
        """Make an account theirs alone whom an issuer knows so: its password and all its tokens
        end, of which this returns the hashes. None where it is somebody's already: addresses move
        on to other people, accounts don't."""
        try:
            with self.write() as session:
                self.lock_account(account_id)
                if session.scalar(
                    select(KnownIdentity).where(KnownIdentity.account_id == account_id)
                ):
                    return None
                self.add(self._identity(account_id, issuer, subject))
                self.set_account(account_id, password_hash=None)
                return [*self.delete_tokens(account_id), *self.delete_scoped_tokens(account_id)]
        except IntegrityError:
            return None

    def _identity(self, account_id: str, issuer: str, subject: str) -> KnownIdentity:
        row = KnownIdentity(issuer=issuer, subject=subject, account_id=account_id)
        row.created_at = self.clock()
        return row

    def set_account(self, account_id: str, **changes: Any) -> Account | None:
        with self.write() as session:
            row = session.get(Account, account_id, with_for_update=True)
            return changed(row, changes) if row else None

    def lock_account(self, account_id: str) -> Account | None:
        """Inside `write()`: makes what follows exclusive to this account."""
        with self.write() as session:
            return session.get(Account, account_id, with_for_update=True)

    def lock_accounts(self, role: str) -> Sequence[str]:
        """Inside `write()`: the ids of those that can come in, which stay so until it ends."""
        query = select(Account.id).where(Account.role == role, Account.disabled_at.is_(None))
        with self.write() as session:
            return session.scalars(query.order_by(Account.id).with_for_update()).all()


def of(account_id: str, scoped: bool) -> ColumnElement[bool]:
    return and_(Token.account_id == account_id, Token.scope != "" if scoped else Token.scope == "")


def usable(now: float) -> ColumnElement[bool]:
    return and_(OneTimeToken.expires_at > now, OneTimeToken.used_at.is_(None))
