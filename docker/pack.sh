#!/usr/bin/env bash
# Makes of the built program what goes into the image: natives unpacked, none of other systems.
#
#   pack.sh DIST OUTPUT     DIST is jobs/target/dist; needs a JDK
set -euo pipefail

dist=$1
output=$2
natives=$output/natives

mkdir -p "$output/bin" "$natives"
cp -r "$dist"/{conf,engine,flink,job} "$output/"
cp bin/mosaicgpt docker/entrypoint.sh docker/healthcheck.sh "$output/bin/"

# PyTorch's and the tokenizer's are unpacked by DJL as it starts; a token shows that they work.
DJL_CACHE_DIR=$natives MOSAICGPT_HOME=$(mktemp -d) "$output/bin/mosaicgpt" generate --prompt Hello --max-tokens 1 >/dev/null

work=$(mktemp -d)
unpack() { # JAR-GLOB ENTRY NAME
  (cd "$work" && jar xf "$(echo "$output"/$1)" "$2" && mv "$2" "$natives/$3")
}
unpack 'engine/jna-*.jar' com/sun/jna/linux-x86-64/libjnidispatch.so libjnidispatch.so
unpack 'job/zstd-jni-*.jar' "$(jar tf "$output"/job/zstd-jni-*.jar | grep '^linux/amd64/.*\.so$')" libzstd-jni.so
unpack 'job/snappy-java-*.jar' org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so libsnappyjava.so
unpack 'job/lz4-java-*.jar' net/jpountz/util/linux/amd64/liblz4-java.so liblz4-java.so
chmod -R a+rX "$natives"

# Of what the jars have left, nothing runs here but Linux on x86-64, and the large ones lie in natives already.
for jar in "$output"/{engine,flink,job}/*.jar; do
  foreign=$(jar tf "$jar" | grep -E '\.(so|so\.[0-9]+|dll|dylib|jnilib|a)$' |
    grep -vE '(^|/)([Ll]inux[-/](x86[-_]64|amd64|x64)/[^/]*|jnilib/linux-x86_64/.*|.*epoll_x86_64\.so)$' || true)
  case $jar in
    */pytorch-native-*) foreign=$(jar tf "$jar" | grep -E '\.so(\.[0-9]+)?$') ;;
  esac
  [ -n "$foreign" ] || continue
  rm -rf "$work/jar" && mkdir "$work/jar"
  (cd "$work/jar" && jar xf "$jar" && xargs -d '\n' rm -- <<<"$foreign")
  if [ -f "$work/jar/META-INF/MANIFEST.MF" ]; then
    jar --create --file "$jar" --manifest "$work/jar/META-INF/MANIFEST.MF" -C "$work/jar" .
  else
    jar --create --file "$jar" --no-manifest -C "$work/jar" .
  fi
done
rm -rf "$work"

for jar in "$output"/{engine,flink,job}/*.jar; do
  if jar tf "$jar" | grep -E '\.(dll|dylib|jnilib)$'; then
    echo "pack.sh: $jar has natives of other systems." >&2
    exit 1
  fi
done
