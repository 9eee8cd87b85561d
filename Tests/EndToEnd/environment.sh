# What the tests with a router as a process share; to be read by their scripts, not run. `root` is the repository.
#
# Takes the path of the binary off the arguments where there is one, and sets `binary` and `venv`, whose packages are installed.

binary=$root/.build/release/wamp-router
case ${1:-} in
    "" | -*) ;;
    *) binary=$1; shift ;;
esac
if [ ! -x "$binary" ]; then
    echo "no router binary at $binary (build it with: swift build -c release)" >&2
    exit 2
fi
binary=$(cd "$(dirname "$binary")" && pwd)/$(basename "$binary")

requirements=$root/Tests/EndToEnd/requirements.txt
venv=$root/.build-venv
if ! cmp -s "$requirements" "$venv/installed.txt"; then
    rm -rf "$venv"
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/installed.txt"
fi
