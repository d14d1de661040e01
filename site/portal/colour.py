"""The city's colour, made readable: for action on light and on dark paper, at WCAG 2.2 AA contrast (1.4.3, 1.4.11)."""

LIGHT = ("#faf7f0", "#ffffff", "#efeadd")
"""Grounds of the light scheme that the colour stands on: paper, card, wash."""
DARK = ("#12151d", "#1c212c", "#272d3a")
AA = 4.5
_DARK_AIM = 6.5
"""More than AA asks: a colour that only just passes glares on dark paper."""
_WHITE, _INK = "#ffffff", "#0e1420"


def tokens(colour: str) -> str:
    """CSS custom properties --city and --city-ink (words on --city) for both schemes. colour: #rrggbb."""
    light = readable(colour, LIGHT, towards="#000000")
    dark = readable(colour, DARK, towards=_WHITE, aim=_DARK_AIM)
    return (
        f":root{{--city:{light};--city-ink:{ink_on(light)}}}"
        f"@media(prefers-color-scheme:dark){{:root{{--city:{dark};--city-ink:{ink_on(dark)}}}}}\n"
    )


def schemes(colour: str) -> str:
    """The same in one rule for a page whose color-scheme is chosen: with light-dark() (CSS Color 5)."""
    light = readable(colour, LIGHT, towards="#000000")
    dark = readable(colour, DARK, towards=_WHITE, aim=_DARK_AIM)
    return f":root{{--city:light-dark({light},{dark});--city-ink:light-dark({ink_on(light)},{ink_on(dark)})}}\n"


def readable(colour: str, grounds: tuple[str, ...], *, towards: str, aim: float = AA) -> str:
    """The colour itself, or its nearest mix with #rrggbb `towards` that has this contrast on every ground."""
    near, far = _rgb(colour), _rgb(towards)
    for step in range(101):
        mixed = [a + (b - a) * step / 100 for a, b in zip(near, far, strict=True)]
        found = "#" + "".join(f"{round(c * 255):02x}" for c in mixed)
        if min(contrast(found, ground) for ground in grounds) >= aim:
            return found
    return towards


def ink_on(colour: str) -> str:
    """White or near-black, whichever reads better on the colour."""
    return max((_WHITE, _INK), key=lambda ink: contrast(ink, colour))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio of two #rrggbb colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return red, green, blue
