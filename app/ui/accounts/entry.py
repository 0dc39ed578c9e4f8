"""The way in to a server: its address, then an account there, a new one, or none."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.errors import MatineeError, ServerRefused
from app.links import OneTimeLink
from app.server.servers import FoundServer, host_of, is_open, misfit
from app.ui.accounts.fields import Field, centred, fault_label, link, plain, primary, tell
from app.ui.style.parts import given
from app.ui.style.words import told, translate

OF_EMAIL = ("bad_email", "email_taken")
OF_PASSWORD = ("bad_password", "wrong_password")


class WaysOut(QWidget):
    """Back to where one was, or else to what is always there."""

    cancelled = Signal()
    local_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.cancel = link("cancel_entry", translate("SignIn", "Cancel"))
        self.local = link("use_this_computer", translate("SignIn", "Use this computer"))
        self.cancel.clicked.connect(self.cancelled)
        self.local.clicked.connect(self.local_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for button in (self.cancel, self.local):
            layout.addWidget(button)

    def offer(self, *, can_cancel: bool) -> None:
        self.cancel.setVisible(can_cancel)
        self.local.setVisible(not can_cancel)


class AddressForm(QWidget):
    """Which server; `entered` carries what was typed."""

    entered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.address = Field("address", translate("SignIn", "Address"))
        self.address.edit.setPlaceholderText(translate("SignIn", "videos.example.org"))
        self.button = primary("look_for_server", translate("SignIn", "Go on"))
        self.ways_out = WaysOut()
        heading = given(plain("heading"), text=translate("SignIn", "Add a server"))
        words = translate("SignIn", "Whoever runs it has told you its address.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(given(plain("quiet"), text=words))
        for widget in (self.address, self.button, self.ways_out):
            layout.addWidget(widget)
        self.button.clicked.connect(self._submit)
        self.address.edit.returnPressed.connect(self._submit)
        self.address.edit.textChanged.connect(self._check)
        self._check()

    def ask(self, *, can_cancel: bool) -> None:
        self.address.clear()
        self.ways_out.offer(can_cancel=can_cancel)
        self.address.edit.setFocus()

    def refuse(self, words: str) -> None:
        self._check()
        self.address.point_at(words)

    def _check(self) -> None:
        self.button.setText(translate("SignIn", "Go on"))
        self.button.setEnabled(bool(self.address.text.strip()))

    def _submit(self) -> None:
        if self.button.isEnabled():
            self.button.setEnabled(False)
            self.button.setText(translate("SignIn", "Looking…"))
            self.address.say("")
            self.entered.emit(self.address.text.strip())


class Entering(Enum):
    SIGN_IN = auto()
    REGISTER = auto()
    CHOOSE_PASSWORD = auto()


class EnterForm(QWidget):
    """E-mail and password for an account that is there, or is to be."""

    sign_in_wanted = Signal(str, str)
    register_wanted = Signal(str, str, str)
    """Name, e-mail, password."""
    password_chosen = Signal(str)
    guest_wanted = Signal()
    issuer_wanted = Signal()
    issuer_left = Signal()
    """Whoever was sent to the browser does not wait for it any more."""
    elsewhere_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._way = Entering.SIGN_IN
        self._issuer, self._is_away = "", False
        self.heading = plain("heading")
        self.server = plain("quiet")
        self.open_line = given(plain("open_line"), kind="bad")
        self.version = plain("server_version")
        self.leave = plain("entry_leave")
        self.name = Field("account_name", translate("SignIn", "Name"))
        self.email = Field("email", translate("SignIn", "E-mail"))
        self.password = Field("password", translate("SignIn", "Password"), secret=True)
        self.fault = fault_label("entry_fault")
        self.button = primary("sign_in", "")
        self.issuer = given(QPushButton(), "continue_with_issuer", visible=False)
        self.away = plain("in_the_browser")
        self.guest = given(
            QPushButton(translate("SignIn", "Look around without an account")), "look_around"
        )
        self.other = link("other_way_in", "")
        self.forgotten = plain("quiet")
        self.elsewhere = link("other_server", translate("SignIn", "Go to another server…"))
        self.forget = link("forget_this_server", translate("SignIn", "Forget this server…"))
        self.ways_out = WaysOut()
        self._lay_out()
        self._wire()
        self._become(Entering.SIGN_IN)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for widget in (
            *(self.heading, self.server, self.version, self.leave, self.open_line),
            *(self.name, self.email, self.password, self.fault),
            *(self.button, self.issuer, self.away, self.guest, self.forgotten),
        ):
            layout.addWidget(widget)
        links = QVBoxLayout()
        links.setSpacing(0)
        for way in (self.other, self.elsewhere, self.forget, self.ways_out):
            links.addWidget(way)
        layout.addLayout(links)

    def _wire(self) -> None:
        for field in (self.name, self.email, self.password):
            field.edit.returnPressed.connect(self._submit)
            field.edit.textChanged.connect(self._check)
        self.button.clicked.connect(self._submit)
        self.issuer.clicked.connect(self._go_or_stay)
        self.guest.clicked.connect(self.guest_wanted)
        self.other.clicked.connect(lambda: self._become(self._other_way()))
        self.elsewhere.clicked.connect(self._stay)
        self.elsewhere.clicked.connect(self.elsewhere_wanted)
        self.forget.clicked.connect(self.forget_wanted)

    def ask(self, server: str, *, can_cancel: bool) -> None:
        """Somebody comes, who has nothing to do with whoever was here."""
        for field in (self.name, self.email, self.password):
            field.clear()
        self.forget.hide()
        tell(self.fault, "")
        host = host_of(server)
        self.server.setText(host)
        open_words = translate("SignIn", "What you type here goes over the network unencrypted.")
        tell(self.open_line, open_words if is_open(server) else "")
        self.forgotten.setText(
            translate("SignIn", "Forgot the password? Ask the administrator of {host}.", host=host)
        )
        self.offer(guests=False, signup=False)
        self.offer_issuer("")
        tell(self.version, "")
        tell(self.leave, "")
        self.ways_out.offer(can_cancel=can_cancel)
        self._become(Entering.SIGN_IN)

    def show_found(self, found: FoundServer) -> None:
        """What this server lets one do besides, and whether it speaks another version."""
        info = found.info
        self.offer(guests=info.guests, signup=info.signup)
        self.offer_issuer((info.oidc_name or host_of(found.url)) if info.oidc else "")
        tell(self.version, told(misfit(found.url, found.info) or ""))

    def show_leave(self, link: OneTimeLink) -> None:
        """One came by an administrator's link: to have an account, or another password."""
        host = host_of(link.server)
        if link.way == "invite":
            words = translate("SignIn", "You are invited to {host}.", host=host)
            self.offer(guests=False, signup=True)
            self._become(Entering.REGISTER)
        else:
            words = translate("SignIn", "All devices that are signed in are signed out by this.")
            self.offer(guests=False, signup=False)
            self.offer_issuer("")
            self._become(Entering.CHOOSE_PASSWORD)
        tell(self.leave, words)

    def show_known(self, email: str) -> None:
        """The server is one of the user's, and perhaps one of its accounts is known, too."""
        self.forget.show()
        self.email.edit.setText(email)
        (self.password if email else self.email).edit.setFocus()

    def offer(self, *, guests: bool, signup: bool) -> None:
        self.guest.setVisible(guests)
        self.other.setVisible(signup)

    def offer_issuer(self, name: str) -> None:
        """Where one may have an account that counts here; "" is nowhere."""
        self._issuer = name
        self.issuer.setVisible(bool(name))
        self._be_away(False)

    def _go_or_stay(self) -> None:
        tell(self.fault, "")
        self._be_away(not self._is_away)
        (self.issuer_wanted if self._is_away else self.issuer_left).emit()

    def _stay(self) -> None:
        if self._is_away:
            self._go_or_stay()

    def _be_away(self, away: bool) -> None:
        self._is_away = away
        words = translate("SignIn", "Continue with {issuer}", issuer=self._issuer)
        words = translate("SignIn", "Stop waiting for the browser") if away else words
        self.issuer.setText(words.replace("&", "&&"))
        self.issuer.setAccessibleName(words)
        told_away = translate("SignIn", "Sign in there, in your browser. Matinee waits for you.")
        tell(self.away, told_away if away else "")

    def refuse(self, error: MatineeError) -> None:
        """What was typed stays; the sentence is where it belongs."""
        self._check()
        self._be_away(False)
        words, code = told(error.sentence), error.code if isinstance(error, ServerRefused) else ""
        if code in OF_EMAIL:
            self.email.point_at(words)
        elif code in OF_PASSWORD:
            self.password.point_at(words)
        else:
            tell(self.fault, words)

    def _other_way(self) -> Entering:
        return Entering.REGISTER if self._way is Entering.SIGN_IN else Entering.SIGN_IN

    def _become(self, way: Entering) -> None:
        self._way = way
        self.name.setVisible(way is Entering.REGISTER)
        self.email.setVisible(way is not Entering.CHOOSE_PASSWORD)
        self.forgotten.setVisible(way is Entering.SIGN_IN)
        way_in, other = translate("SignIn", "Sign in"), translate("SignIn", "Create an account")
        if way is not Entering.SIGN_IN:
            way_in, other = other, translate("SignIn", "Sign in to one that is there")
        if way is Entering.CHOOSE_PASSWORD:
            way_in = translate("SignIn", "Choose a new password")
        for widget in (self.heading, self.button):
            widget.setText(way_in)
        self.button.setAccessibleName(way_in)
        self.other.setText(other)
        self.other.setAccessibleName(other)
        self._check()
        firsts = {Entering.REGISTER: self.name, Entering.CHOOSE_PASSWORD: self.password}
        firsts.get(way, self.email).edit.setFocus()

    def _check(self) -> None:
        knows_who = self._way is Entering.CHOOSE_PASSWORD or bool(self.email.text.strip())
        self.button.setEnabled(knows_who and bool(self.password.text))

    def _submit(self) -> None:
        if not self.button.isEnabled():
            return
        self._stay()
        self.button.setEnabled(False)
        tell(self.fault, "")
        email, password = self.email.text.strip(), self.password.text
        match self._way:
            case Entering.REGISTER:
                self.register_wanted.emit(self.name.text.strip(), email, password)
            case Entering.CHOOSE_PASSWORD:
                self.password_chosen.emit(password)
            case Entering.SIGN_IN:
                self.sign_in_wanted.emit(email, password)


class EntryPage(QWidget):
    """One step after the other; a wish says for which server it is."""

    address_entered = Signal(str)
    sign_in_wanted = Signal(str, str, str)
    register_wanted = Signal(str, str, str, str)
    password_chosen = Signal(str, str, str)
    """With the token that lets one choose it."""
    guest_wanted = Signal(str)
    issuer_wanted = Signal(str)
    issuer_left = Signal()
    forget_wanted = Signal(str)
    local_wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._server, self._can_cancel = "", False
        self._link: OneTimeLink | None = None
        self.address_form, self.form = AddressForm(), EnterForm()
        self._steps = QStackedWidget()
        self._at_address, self._at_form = centred(self.address_form), centred(self.form)
        for step in (self._at_address, self._at_form):
            self._steps.addWidget(step)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._steps)
        self.address_form.entered.connect(self.address_entered)
        form = self.form
        for out in (self.address_form.ways_out, form.ways_out):
            out.cancelled.connect(self.cancelled)
            out.local_wanted.connect(self.local_wanted)
        form.sign_in_wanted.connect(lambda *typed: self.sign_in_wanted.emit(self._server, *typed))
        form.register_wanted.connect(lambda *typed: self.register_wanted.emit(self._server, *typed))
        form.password_chosen.connect(self._choose_password)
        form.guest_wanted.connect(lambda: self.guest_wanted.emit(self._server))
        form.issuer_wanted.connect(lambda: self.issuer_wanted.emit(self._server))
        form.issuer_left.connect(self.issuer_left)
        form.forget_wanted.connect(lambda: self.forget_wanted.emit(self._server))
        form.elsewhere_wanted.connect(lambda: self.ask_address(can_cancel=self._can_cancel))

    @property
    def server(self) -> str:
        """Which one was asked for last."""
        return self._server

    @property
    def invitation(self) -> str:
        """The token of one's invitation, or ""."""
        return self._link.token if self._link is not None and self._link.way == "invite" else ""

    def _choose_password(self, password: str) -> None:
        if self._link is not None:
            self.password_chosen.emit(self._server, self._link.token, password)

    def ask_address(self, *, can_cancel: bool) -> None:
        """`can_cancel`: there is somewhere to go back to."""
        self._can_cancel = can_cancel
        self._steps.setCurrentWidget(self._at_address)
        self.address_form.ask(can_cancel=can_cancel)

    def ask(self, server: str, *, can_cancel: bool) -> None:
        """Who it is, at a server that is known."""
        self._server, self._can_cancel, self._link = server, can_cancel, None
        self._steps.setCurrentWidget(self._at_form)
        self.form.ask(server, can_cancel=can_cancel)

    def show_found(self, found: FoundServer, link: OneTimeLink | None = None) -> None:
        """It is the server that was asked for, or more is known of it now; perhaps one came by a
        link of its administrator's."""
        if self._server != found.url or self._steps.currentWidget() is not self._at_form:
            self.ask(found.url, can_cancel=self._can_cancel)
        self.form.show_found(found)
        if link is not None:
            self._link = link
            self.form.show_leave(link)
