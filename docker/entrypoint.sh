#!/usr/bin/env bash
# The entry point of the image:
#
#   jobmanager        Flink's JobManager
#   taskmanager       Flink's TaskManager, with the memory that the model takes
#   job FLAG...       'mosaicgpt run' on the cluster, again whenever the cluster has lost the job
#   COMMAND FLAG...   any other command of bin/mosaicgpt
#
# Only /tmp has to be writable, and /checkpoints.
set -euo pipefail

home=/opt/mosaicgpt
# Where natives lie unpacked: nothing can be run from /tmp if it is memory.
natives="-Djava.library.path=$home/natives -Djna.boot.library.path=$home/natives \
-DZstdNativePath=$home/natives/libzstd-jni.so \
-Dorg.xerial.snappy.lib.path=$home/natives -Dorg.xerial.snappy.lib.name=libsnappyjava.so"
export MOSAICGPT_HOME=${MOSAICGPT_HOME:-/tmp/mosaicgpt}
export MOSAICGPT_JAVA_OPTS="$natives ${MOSAICGPT_JAVA_OPTS-}"

say() {
  printf 'mosaicgpt: %s\n' "$1" >&2
}

# Flink's own entry point writes its configuration, which /opt/flink/conf leads to.
flink() {
  rm -rf /tmp/flink
  mkdir -p /tmp/flink/log
  cp -r "$home/flink-conf" /tmp/flink/conf
  echo "$1" >/tmp/flink/role
  export JVM_ARGS="$natives -Dai.djl.offline=true ${JVM_ARGS-}"
  export FLINK_PROPERTIES="classloader.parent-first-patterns.additional: io.mosaicgpt.model;ai.djl
${FLINK_PROPERTIES-}"
  exec /docker-entrypoint.sh "$@"
}

taskmanager() {
  local memory
  case ${FLINK_PROPERTIES-} in
    *taskmanager.memory.*) say 'FLINK_PROPERTIES divides the memory; the model is not asked.' ;;
    *)
      memory=$("$home/bin/mosaicgpt" memory)
      printf '%s\n' "$memory"
      FLINK_PROPERTIES="$(grep -v '^#' <<<"$memory")
${FLINK_PROPERTIES-}"
      ;;
  esac
  flink taskmanager "$@"
}

# A JobManager that was restarted knows no job. What no other attempt would change has exit code 2.
job() {
  local code child stopped=false
  mkdir -p /tmp/flink && echo job >/tmp/flink/role
  trap 'stopped=true; kill -TERM "$child" 2>/dev/null || true' TERM INT
  while true; do
    "$home/bin/mosaicgpt" run "$@" & # which becomes the JVM
    child=$!
    code=0
    wait "$child" || code=$?
    while kill -0 "$child" 2>/dev/null; do # the signal ends the waiting, not the child
      code=0
      wait "$child" || code=$?
    done
    if [ "$stopped" = true ] || [ "$code" != 1 ]; then
      exit "$code"
    fi
    say 'submitting the job once more in 5 s.'
    sleep 5 &
    child=$!
    wait "$child" || true
    [ "$stopped" = false ] || exit 143
  done
}

case ${1-} in
  jobmanager) flink "$@" ;;
  taskmanager) shift && taskmanager "$@" ;;
  job) shift && job "$@" ;;
  *) exec "$home/bin/mosaicgpt" "$@" ;;
esac
