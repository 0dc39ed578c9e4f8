"""libmpv's render API: frames into an OpenGL framebuffer, or into memory.

The contexts live in the thread of the window. They must be freed before the player is closed.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import mpv

from app.player.engine.mpv_player import MpvPlayer

# render.h: parameters of the software API, which python-mpv does not know.
INVALID, API_TYPE, BLOCK_FOR_TARGET_TIME = 0, 1, 12
SW_SIZE, SW_FORMAT, SW_STRIDE, SW_POINTER = 17, 18, 19, 20
FRAME_READY = 1
ROW_ALIGNMENT = 64  # mpv is fastest with rows aligned to a cache line


class GlRenderer:
    """Draws into a framebuffer of the OpenGL context that was current when it was made."""

    def __init__(
        self,
        player: MpvPlayer,
        address_of: Callable[[bytes], int],
        on_update: Callable[[], None],
    ) -> None:
        player.core["hwdec"] = "auto-safe"
        self._lookup = mpv.MpvGlGetProcAddressFn(lambda _, name: address_of(name))
        self._context = mpv.MpvRenderContext(
            player.core, "opengl", opengl_init_params={"get_proc_address": self._lookup}
        )
        # Not by `update_cb`: changing that frees the former function before mpv lets go of it.
        self._notify = mpv.RenderUpdateFn(lambda _: on_update())
        self._set_notice = _library().mpv_render_context_set_update_callback
        self._set_notice(self._context.handle, self._notify, None)

    def draw(self, framebuffer: int, width: int, height: int) -> None:
        self._context.update()
        self._context.render(
            opengl_fbo={"fbo": framebuffer, "w": width, "h": height},
            flip_y=True,
            block_for_target_time=False,  # the default holds the UI thread for a frame
        )

    def close(self) -> None:
        """Free the context; its OpenGL context must be current."""
        self._set_notice(self._context.handle, mpv.RenderUpdateFn(), None)
        self._context.free()


class _Parameter(ctypes.Structure):
    _fields_ = (("kind", ctypes.c_int), ("data", ctypes.c_void_p))


class SoftwareRenderer:
    """Draws into memory as `bgr0`: works without any GPU, and is cheaper than an emulated one."""

    def __init__(self, player: MpvPlayer, on_update: Callable[[], None]) -> None:
        self._library = _library()
        self._handle = ctypes.c_void_p()
        kind = ctypes.c_char_p(b"sw")
        parameters = _parameters((API_TYPE, ctypes.cast(kind, ctypes.c_void_p)))
        _check(
            self._library.mpv_render_context_create(
                ctypes.byref(self._handle), player.core.handle, parameters
            )
        )
        self._notify = mpv.RenderUpdateFn(lambda _: on_update())
        self._library.mpv_render_context_set_update_callback(self._handle, self._notify, None)
        self._memory = bytearray()

    def draw(self, width: int, height: int) -> tuple[bytearray, int]:
        """The present frame, scaled to fit: pixels as B, G, R, unused, and bytes in a row."""
        stride = -(-width * 4 // ROW_ALIGNMENT) * ROW_ALIGNMENT
        if len(self._memory) != stride * height:
            self._memory = bytearray(stride * height)
        self._library.mpv_render_context_update(self._handle)
        size = (ctypes.c_int * 2)(width, height)
        row = ctypes.c_size_t(stride)
        layout = ctypes.c_char_p(b"bgr0")
        pixels = (ctypes.c_char * len(self._memory)).from_buffer(self._memory)
        no_wait = ctypes.c_int(0)
        parameters = _parameters(
            (SW_SIZE, _address(size)),
            (SW_FORMAT, ctypes.cast(layout, ctypes.c_void_p)),
            (SW_STRIDE, _address(row)),
            (SW_POINTER, _address(pixels)),
            (BLOCK_FOR_TARGET_TIME, _address(no_wait)),
        )
        _check(self._library.mpv_render_context_render(self._handle, parameters))
        return self._memory, stride

    def close(self) -> None:
        self._library.mpv_render_context_set_update_callback(
            self._handle, mpv.RenderUpdateFn(), None
        )
        self._library.mpv_render_context_free(self._handle)


def _parameters(*pairs: tuple[int, Any]) -> Any:
    return (_Parameter * (len(pairs) + 1))(*(_Parameter(*p) for p in pairs), _Parameter(INVALID))


def _address(value: Any) -> ctypes.c_void_p:
    return ctypes.cast(ctypes.pointer(value), ctypes.c_void_p)


def _check(code: int) -> None:
    if code < 0:
        raise RuntimeError(f"libmpv's renderer answered {code}")


def _library() -> ctypes.CDLL:
    """A second view of the same libmpv, so that python-mpv's signatures stay untouched."""
    library = ctypes.CDLL(mpv.sofile)
    handle = ctypes.c_void_p
    library.mpv_render_context_create.argtypes = [ctypes.POINTER(handle), handle, handle]
    library.mpv_render_context_render.argtypes = [handle, handle]
    library.mpv_render_context_update.argtypes = [handle]
    library.mpv_render_context_update.restype = ctypes.c_uint64
    library.mpv_render_context_set_update_callback.argtypes = [handle, mpv.RenderUpdateFn, handle]
    library.mpv_render_context_free.argtypes = [handle]
    return library
