"""Where the picture is: mpv drawing in a widget, by OpenGL or into memory."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QOffscreenSurface, QOpenGLContext, QPainter
from PySide6.QtGui import QPaintEvent as PaintEvent
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget

from app.player.engine.mpv_player import MpvPlayer
from app.player.engine.mpv_render import GlRenderer, SoftwareRenderer

GL_RENDERER = 0x1F01
EMULATED = ("llvmpipe", "softpipe", "swrast", "software")
DEVICES = ("dri/renderD*", "nvidia[0-9]*", "nvhost*", "mali*", "kgsl*", "pvr*", "dxg")
"""What a GPU is in Linux; `dxg` is that of the Windows around it."""


class GlSurface(QOpenGLWidget):
    """Draws by OpenGL. Moving it to another top-level window destroys its context: the
    renderer goes with it and a new one is made, so prefer one window for full screen too."""

    frame_ready = Signal()

    def __init__(self, player: MpvPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._renderer: GlRenderer | None = None
        self._released = False
        self.frame_ready.connect(self.update, Qt.ConnectionType.QueuedConnection)

    def initializeGL(self) -> None:
        if self._released:
            return
        context = self.context()
        context.aboutToBeDestroyed.connect(self._free)
        self._renderer = GlRenderer(
            self._player,
            lambda name: int(context.getProcAddress(QByteArray(name)) or 0),
            self.frame_ready.emit,
        )

    def paintGL(self) -> None:
        if self._renderer is not None:
            ratio = self.devicePixelRatio()
            size = QSize(round(self.width() * ratio), round(self.height() * ratio))
            self._renderer.draw(self.defaultFramebufferObject(), size.width(), size.height())

    def release(self) -> None:
        self._released = True  # a first painting may still be due
        self._free()

    def _free(self) -> None:
        if self._renderer is not None:
            renderer, self._renderer = self._renderer, None
            self.makeCurrent()
            renderer.close()
            self.doneCurrent()


class SoftwareSurface(QWidget):
    """Draws into memory: the way without a GPU, and on Qt's offscreen platform."""

    frame_ready = Signal()

    def __init__(self, player: MpvPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._renderer: SoftwareRenderer | None = SoftwareRenderer(player, self.frame_ready.emit)
        self.frame_ready.connect(self.update, Qt.ConnectionType.QueuedConnection)

    def paintEvent(self, _event: PaintEvent) -> None:
        painter = QPainter(self)
        if self._renderer is None:
            painter.fillRect(self.rect(), Qt.GlobalColor.black)
            return
        ratio = self.devicePixelRatio()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        pixels, stride = self._renderer.draw(max(width, 1), max(height, 1))
        image = QImage(pixels, width, height, stride, QImage.Format.Format_RGB32)
        draw_opaque(painter, self.rect(), image)

    def release(self) -> None:
        if self._renderer is not None:
            renderer, self._renderer = self._renderer, None
            renderer.close()


def draw_opaque(painter: QPainter, room: QRect, image: QImage) -> None:
    """mpv leaves the fourth byte of each pixel at 0. Where windows have an alpha channel, as all do
    on Wayland, that is a hole, which some compositors show as white."""
    painter.fillRect(room, Qt.GlobalColor.black)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
    painter.drawImage(room, image)


def make_surface(player: MpvPlayer, parent: QWidget | None = None) -> GlSurface | SoftwareSurface:
    """The widget that suits this machine: OpenGL where a real GPU does it."""
    return GlSurface(player, parent) if has_gpu() else SoftwareSurface(player, parent)


def has_gpu() -> bool:
    """Whether OpenGL works here and is not emulated by the processor."""
    if QGuiApplication.platformName() in ("offscreen", "minimal") or not may_have_gpu():
        return False
    context, surface = QOpenGLContext(), QOffscreenSurface()
    surface.create()
    if not (context.create() and context.makeCurrent(surface)):
        return False
    name = str(context.functions().glGetString(GL_RENDERER) or "")
    context.doneCurrent()
    return bool(name) and not any(word in name.lower() for word in EMULATED)


def may_have_gpu(devices: Path = Path("/dev"), platform: str = sys.platform) -> bool:
    """To ask OpenGL where there is no device would load all that emulates it: 57 MiB, for good."""
    return platform != "linux" or any(any(devices.glob(form)) for form in DEVICES)
