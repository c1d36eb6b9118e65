# SPDX-License-Identifier: Apache-2.0
"""Takes the names that firmware projects give to devices apart: vendor, model, revision, other names."""

import re
from collections import Counter

# Vendors that only ever appear in titles.
VENDORS_OF_TITLES = (
    "ADT", "Abicom", "Airties", "Akition", "Akitio", "Alice", "Allnet", "Arduino", "AsiaRF", "Astoria Networks",
    "Atlantis-Land", "BHU", "BT", "CenturyLink", "Digineo", "Dragonglass", "E-Life", "EasyLink", "Embedded Wireless",
    "Fritz!Box", "Frys", "GLC", "GWBN", "GainStrong", "Gemeita", "Gigaset", "Joowin", "KPN", "KT", "LinkStar",
    "Livebox", "Lumen", "Mele", "Mojo Networks", "NC-LINK", "NEWFAST", "Newifi", "OMYlink", "ONTi", "OpenEmbed",
    "Orange", "Plusnet", "PowerCloud", "Quantum Fiber", "Ravpower", "Rockeetech", "Rosewill", "SMART Electronics",
    "Sagem", "Senao", "Shenzhen Jia Yan Technology", "Silvercrest", "SonicWall", "SuperElectron", "TI", "Talius",
    "Telekom", "TellStick", "Turris", "UeeVii", "Vodafone", "Wiflyer", "Wiliboard", "Wippies", "XDX", "Zcomax", "o2")
# A beginning of titles that is another spelling of a vendor.
RESPELT = {"gl": "GL.iNet", "open mesh": "OpenMesh", "wd": "Western Digital"}

# What a parenthesis says about flash, memory or image, and so about the variant, not the name.
LAYOUT = re.compile(
    r"^(.*\S)\s*(\((?:[^()]*\b(?:\d+ ?MB?|RAM|flash|S?NAND|NOR|SPI|UBI|e?MMC|layout|Boot|boot|SD Card|rootdisk|"
    r"\d\dbit|BRN|recovery|legacy|No-Cloud|QEMU|with|without)\b[^()]*)\))$", re.IGNORECASE)
REVISION = re.compile(
    r"^(.*\S)\s+((?:[vV]\d[\w.]*|rev\.?\s*(?=[A-Z])[A-Z]\w?(?:/[A-Z])?)(?:\s*\(.*\))?)$")
# "WNR2000V4", "WRT1900ACv2 (Cobra)", "WNR1000V2-VC"
GLUED = re.compile(r"^([\w@. -]*\d[A-Z]*)[vV](\d+)(-\w+|\s*\(.*\))?$")


def canonical_vendors(rows):
    """The most usual spelling of each vendor, by its lower-case form."""
    count = Counter(row["vendor"] for row in rows if row["vendor"])
    spelling = {}
    for vendor, _ in count.most_common():
        spelling.setdefault(vendor.lower(), vendor)
    for vendor in VENDORS_OF_TITLES:
        spelling.setdefault(vendor.lower(), vendor)
    return spelling | RESPELT


def split_vendor(title, vendors):
    """("TP-LINK Archer C7 v2") -> ("TP-Link", "Archer C7 v2"); no vendor where none is known."""
    lower = title.lower()
    fitting = [v for v in vendors if lower.startswith(v + " ")]
    if not fitting:
        return "", title
    longest = max(fitting, key=len)
    return vendors[longest], title[len(longest):].strip()


def tidy(revision):
    return re.sub(r"^rev\.?\s*", "", revision)


def split_revision(model, glued=False):
    """("Archer C7 v2 (IL)") -> ("Archer C7", "v2 (IL)")"""
    if found := REVISION.match(model):
        return found[1], tidy(found[2])
    if glued and (found := GLUED.match(model)):
        rest = (found[3] or "").strip()
        rest = f" ({rest[1:]})" if rest.startswith("-") else f" {rest}" if rest else ""
        return found[1], f"v{found[2]}{rest}"
    if (found := LAYOUT.match(model)) and "QEMU" not in found[2]:
        inner, revision = split_revision(found[1])
        return inner, f"{revision} {found[2]}".strip()
    return model, ""


def shape(text):
    return re.sub(r"\d+", "0", re.sub(r"[A-Za-z]+", "a", text))


def slashed(model):
    """("TL-WR841N/ND") -> ["TL-WR841N", "TL-WR841ND"]"""
    first, *rest = [part.strip() for part in re.sub(r"\(.*", "", model).split("/")]
    names = [first]
    for part in rest:
        ends = [at for at in range(len(first)) if shape(first[at:]) == shape(part)
                and (at == 0 or shape(first[at - 1]) != shape(first[at]))]
        names.append(first[:ends[0]] + part if ends else part)
    return names if rest else []


def other_names(vendor, model):
    """What else a person may call a device of that model name, as its own name says."""
    if vendor == "Generic" and model.startswith("x86/"):  # whoever says only that must be asked which
        return "x86"
    if vendor in ("Raspberry Pi", "Generic"):  # one profile for several boards or none: boards.tsv tells Pis apart
        return ""
    names = slashed(model)
    if found := re.match(r"^(.*\S)\s*\(([^()]+)\)$", model):
        names.append(found[1])
        names += found[2].split("/")
    # "Nighthawk X4S R7800" is an R7800.
    names += re.findall(r"^(?:Nighthawk|Centria|Orbi)\b.* ([A-Z]+\d{3,}\w*)$", model)
    return "; ".join(n for n in dict.fromkeys(name.strip() for name in names)
                     if n != model and len(n) >= 3 and any(c.isalpha() for c in n))
