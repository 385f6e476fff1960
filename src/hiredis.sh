#!/bin/sh
# hiredis.sh cflags|libs - how to compile with hiredis and link it: statically
# where libhiredis.a exists, else dynamically. Says so, or what to install, on
# standard error.
set -u

if ! command -v pkg-config >/dev/null 2>&1 || ! pkg-config --exists hiredis; then
  cat >&2 <<'MESSAGE'

pomelo-globalchannel-native: hiredis or pkg-config was not found. Install them and build again:

  Debian, Ubuntu   apt-get install libhiredis-dev pkg-config
  Fedora           dnf install hiredis-devel pkgconf-pkg-config
  Alpine           apk add hiredis-dev pkgconf
  macOS            brew install hiredis pkg-config

MESSAGE
  exit 1
fi

# pkg-config's folders are not always where the files are (Debian's libhiredis.a
# is in a folder of its architecture), so the compiler is asked.
archive="$(${CC:-cc} $(pkg-config --libs-only-L hiredis) -print-file-name=libhiredis.a)"

case "$1" in
cflags)
  # <hiredis/hiredis.h> is asked for, also where pkg-config names its folder.
  echo "$(pkg-config --cflags-only-other hiredis) -I$(pkg-config --variable=includedir hiredis | sed 's,/hiredis$,,')"
  ;;
libs)
  if [ -f "$archive" ]; then
    echo "pomelo-globalchannel-native: hiredis $(pkg-config --modversion hiredis), static" >&2
    echo "$archive"
  else
    echo "pomelo-globalchannel-native: hiredis $(pkg-config --modversion hiredis), dynamic" >&2
    pkg-config --libs hiredis
  fi
  ;;
esac
