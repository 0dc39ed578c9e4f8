"""The way in to a server: its address, then an account there, a new one, or none."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.errors import MatineeError, ServerRefused
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


class EnterForm(QWidget):
    """E-mail and password for an account that is there, or is to be."""

    sign_in_wanted = Signal(str, str)
    register_wanted = Signal(str, str, str)
    """Name, e-mail, password."""
    guest_wanted = Signal()
    elsewhere_wanted = Signal()
    forget_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._new = False
        self.heading = plain("heading")
        self.server = plain("quiet")
        self.open_line = given(plain("open_line"), kind="bad")
        self.version = plain("server_version")
        self.name = Field("account_name", translate("SignIn", "Name"))
        self.email = Field("email", translate("SignIn", "E-mail"))
        self.password = Field("password", translate("SignIn", "Password"), secret=True)
        self.fault = fault_label("entry_fault")
        self.button = primary("sign_in", "")
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
        self._become(False)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        for widget in (
            *(self.heading, self.server, self.version, self.open_line),
            *(self.name, self.email, self.password, self.fault),
            *(self.button, self.guest, self.forgotten),
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
        self.guest.clicked.connect(self.guest_wanted)
        self.other.clicked.connect(lambda: self._become(not self._new))
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
        tell(self.version, "")
        self.ways_out.offer(can_cancel=can_cancel)
        self._become(False)

    def show_found(self, found: FoundServer) -> None:
        """What this server lets one do besides, and whether it speaks another version."""
        self.offer(guests=found.info.guests, signup=found.info.signup)
        tell(self.version, told(misfit(found.url, found.info) or ""))

    def show_known(self, email: str) -> None:
        """The server is one of the user's, and perhaps one of its accounts is known, too."""
        self.forget.show()
        self.email.edit.setText(email)
        (self.password if email else self.email).edit.setFocus()

    def offer(self, *, guests: bool, signup: bool) -> None:
        self.guest.setVisible(guests)
        self.other.setVisible(signup)

    def refuse(self, error: MatineeError) -> None:
        """What was typed stays; the sentence is where it belongs."""
        self._check()
        words, code = told(error.sentence), error.code if isinstance(error, ServerRefused) else ""
        if code in OF_EMAIL:
            self.email.point_at(words)
        elif code in OF_PASSWORD:
            self.password.point_at(words)
        else:
            tell(self.fault, words)

    def _become(self, new: bool) -> None:
        self._new = new
        self.name.setVisible(new)
        self.forgotten.setVisible(not new)
        way_in, other = translate("SignIn", "Sign in"), translate("SignIn", "Create an account")
        if new:
            way_in, other = other, translate("SignIn", "Sign in to one that is there")
        for widget in (self.heading, self.button):
            widget.setText(way_in)
        self.button.setAccessibleName(way_in)
        self.other.setText(other)
        self.other.setAccessibleName(other)
        self._check()
        (self.name if new else self.email).edit.setFocus()

    def _check(self) -> None:
        self.button.setEnabled(bool(self.email.text.strip() and self.password.text))

    def _submit(self) -> None:
        if not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        tell(self.fault, "")
        email, password = self.email.text.strip(), self.password.text
        if self._new:
            self.register_wanted.emit(self.name.text.strip(), email, password)
        else:
            self.sign_in_wanted.emit(email, password)


class EntryPage(QWidget):
    """One step after the other; a wish says for which server it is."""

    address_entered = Signal(str)
    sign_in_wanted = Signal(str, str, str)
    register_wanted = Signal(str, str, str, str)
    guest_wanted = Signal(str)
    forget_wanted = Signal(str)
    local_wanted = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._server, self._can_cancel = "", False
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
        form.guest_wanted.connect(lambda: self.guest_wanted.emit(self._server))
        form.forget_wanted.connect(lambda: self.forget_wanted.emit(self._server))
        form.elsewhere_wanted.connect(lambda: self.ask_address(can_cancel=self._can_cancel))

    @property
    def server(self) -> str:
        """Which one was asked for last."""
        return self._server

    def ask_address(self, *, can_cancel: bool) -> None:
        """`can_cancel`: there is somewhere to go back to."""
        self._can_cancel = can_cancel
        self._steps.setCurrentWidget(self._at_address)
        self.address_form.ask(can_cancel=can_cancel)

    def ask(self, server: str, *, can_cancel: bool) -> None:
        """Who it is, at a server that is known."""
        self._server, self._can_cancel = server, can_cancel
        self._steps.setCurrentWidget(self._at_form)
        self.form.ask(server, can_cancel=can_cancel)

    def show_found(self, found: FoundServer) -> None:
        """It is the server that was asked for, or more is known of it now."""
        if self._server != found.url or self._steps.currentWidget() is not self._at_form:
            self.ask(found.url, can_cancel=self._can_cancel)
        self.form.show_found(found)
