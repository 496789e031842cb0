#!/usr/bin/env bash
# Healthy is: a JobManager that answers, a TaskManager that the JobManager knows, a job that runs.
set -euo pipefail

page() {
  wget -q -T 5 -O - "http://$1"
}

case $(cat /tmp/flink/role 2>/dev/null) in
  jobmanager) page localhost:8081/overview >/dev/null ;;
  taskmanager) page "$JOB_MANAGER_RPC_ADDRESS:8081/taskmanagers" | grep -qF "@$(hostname -i):" ;;
  job) page "$MOSAICGPT_JOB_MANAGER/jobs/overview" | grep -q '"state":"RUNNING"' ;;
esac
