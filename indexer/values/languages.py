"""Reads names of languages as BCP 47 codes: "English", "Cymraeg", "en-GB", "اردو"."""

import re

from indexer.values.reading import Read, doubt

_NAMES = {
    "en": "english saesneg inglés anglais englisch", "cy": "welsh cymraeg", "ur": "urdu اردو",
    "es": "spanish español espanol castellano",
    "fr": "french français francais", "de": "german deutsch", "pl": "polish polski",
    "pt": "portuguese português portugese",
    "ar": "arabic العربية", "bn": "bengali bangla বাংলা", "pa": "punjabi panjabi ਪੰਜਾਬੀ پنجابی",
    "hi": "hindi हिन्दी", "gu": "gujarati",
    "so": "somali soomaali", "zh": "chinese mandarin 中文", "yue": "cantonese", "ro": "romanian română",
    "it": "italian italiano",
    "ru": "russian русский", "uk": "ukrainian українська", "fa": "persian farsi فارسی", "ps": "pashto",
    "ku": "kurdish", "tr": "turkish türkçe",
    "vi": "vietnamese", "ko": "korean", "ja": "japanese", "tl": "tagalog filipino", "ta": "tamil",
    "ti": "tigrinya", "am": "amharic",
    "ga": "irish gaeilge", "gd": "gaelic gàidhlig", "bfi": "bsl", "ase": "asl", "nl": "dutch nederlands",
    "el": "greek", "he": "hebrew",
}  # fmt: skip
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()} | {"british sign language": "bfi"}
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{4})?(?:[-_](?:[a-z]{2}|\d{3}))?", re.IGNORECASE)
_NOISE = re.compile(r"\([^()]*\)|\blanguage\b", re.IGNORECASE)


def code(words: str | None) -> str | None:
    """The code of one language, without its region; None where the words name none that is known."""
    if not words:
        return None
    plain = _NOISE.sub(" ", words[:80]).strip().lower()
    if plain in _CODES:
        return _CODES[plain]
    short = re.split("[-_]", plain)[0]
    return short if _TAG.fullmatch(plain) and short in _NAMES else None


def read(names: tuple[str, ...]) -> Read[tuple[str, ...]]:
    """The codes of all languages named, each once; those that are not known are doubted."""
    words = [word.strip() for name in names[:40] for word in re.split(r"[,;/&]|\band\b", name[:400]) if word.strip()]
    codes = {word: code(word) for word in words}
    doubts = tuple(
        d for word, found in codes.items() if not found for d in doubt("languages", word, "no language that is known")
    )
    return Read(
        value=tuple(dict.fromkeys(found for found in codes.values() if found)),
        words=", ".join(words) or None,
        doubts=doubts,
    )
