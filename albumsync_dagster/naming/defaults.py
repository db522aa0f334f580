"""Names that nobody chose: what cameras, phones and galleries call an album until somebody names it.

Here: whether a whole name is such a default. Not here: placeholders inside an enrichment (``subject``).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from albumsync_dagster.naming.locales import words
from albumsync_dagster.naming.text import fold

_NEW: Final = fold(
    "new|neue[rs]?|nouveau|nouvel(?:le)?|nuev[oa]|nuov[oa]|nov[oa]|nieuwe?|ny|nytt|nye|uusi|nowy|nový|nová|új|nou|yeni|"
    "νέος|новая|новый|нова|새|unbenannter?|sans titre|senza titolo|sin título|sem título|ohne titel"
)
_FOLDER: Final = fold(
    "folder|ordner|dossier|carpeta|cartella|pasta|map|mapp|mappe|kansio|složka|priečinok|mappa|dosar|klasör|φάκελος|"
    "папка|폴더|album|álbum|albumi|альбом|앨범|galerie|galerii|galería|galeria|galleria|galleri|galleriet|galeri|galéria"
)
"""What file managers and galleries of other languages call a new folder or album, in front of or behind "new"."""
_DEFAULT: Final = re.compile(
    rf"(?:(?:{_NEW}) (?:{_FOLDER})|(?:{_FOLDER}) (?:{_NEW})|新しいフォルダー?|新規(?:フォルダー?|アルバム)|"
    r"(?:新建|新增)(?:文件夹|資料夾|资料夹|相册|相簿)|无标题|未命名|無題)(?: ?\(?\d{1,4}\)?)?|"
    # SmugMug's own default is "New Gallery", numbered from the second one on; others call it album, folder, set, event.
    # A number alone is what is left of a day and a roll.
    r"(?:#?\d{1,3}|"
    r"(?:(?:my|new|untitled|unnamed|copy of|sans|sin|senza|sem|ohne) )?"
    r"(?:album|gallery|galerie|galeria|galleria|folder|collection|set|shoot|event|session|upload|uploads|untitled|"
    r"unnamed|titre|titulo|titolo|titel|name|namen)"
    r"(?: ?[-_#(]? ?\d{1,5}\)?)?"
    # What phones and desktops call a picture or a folder; what stands behind is a number, a day or a time.
    r"|(?:img|pxl|vid|mvi|dsc|image|whatsapp (?:image|video|images)|screen ?shots?|screen recording|photo|dcim|"
    r"camera(?: roll| uploads)?|downloads?|uploads?|new folder)"
    r"(?:[-_ .,:()]*(?:\d+|at|am|pm|wa(?=\d)))*[-_ .,)]*"
    # Design rule for Camera File system: four characters and four digits; folders three digits and five characters.
    r"|(?:_?(?:dsc|mg|dscf|dscn|img|imgp|image|pict|mvi|mov|vid|gopr|gp|gh|gx|dji|pxl|sam|cimg|hpim|p|100)[-_]?\d{3,8}"
    r"(?:[-_]\d{3,9})*|\d{3}(?:canon|nikon|n[ck]?d\w{1,4}|media|msdcf|eos\w{2}|apple|_?pana|olymp|_?fuji|gopro))"
    r"(?:\.(?:jpe?g|cr[23]|nef|arw|mp4|mov))?)?"
    # What a desktop or an editor adds to the name of a copy.
    r"(?:[-_ ]+(?:edit|edited|copy)(?: \d+| ?\(\d+\))?| ?\(\d{1,3}\))?"
)


_WHEN: Final = frozenset(
    key
    for known in (words().months, words().weekdays)
    for key, named in known.items()
    if any("en" in n.languages or not n.ambiguous for n in named)
)


@lru_cache(maxsize=1 << 11)
def is_default_name(name: str) -> bool:
    """True where the whole name is a default of a camera or a gallery, or says nothing but a month or a weekday."""
    said = fold(name).strip(" ._-")
    return said in _WHEN or _DEFAULT.fullmatch(said) is not None
