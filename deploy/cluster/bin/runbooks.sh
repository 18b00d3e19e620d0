# Sourced by k8s-test: every command for kubectl and helm that stands in a runbook, run as it is written, with its placeholders filled in.

# Commands that can't succeed here: a pattern, a tab, why. Whatever else a runbook says must run.
not_run() {
  cat <<'REASONS'
^k logs 	no kubelet: a pod of kwok has no log
^kubectl debug 	no container runs
^helm test 	no container runs; the hooks' scripts run against processes (deploy/e2e, and drain.sh above)
^k get certificate	cert-manager's definitions are not installed
^k get cluster\.postgresql	CloudNativePG's definitions are not installed
-classifier-peers 	a secret of cert-manager
REASONS
}
commands() { # FILE<tab>COMMAND
  python3 - docs/runbooks/*.md <<'COMMANDS'
import os.path
import re
import sys

for name in sys.argv[1:]:
    text = open(name).read()
    for command in re.findall(r"`((?:k|kubectl|helm) [^`]*)`", text):
        if command != "kubectl -n signalbox":
            print(os.path.basename(name), re.sub(r"\s+", " ", command), sep="\t")
COMMANDS
}
filled() { # COMMAND: of nodes one that others can stand in for; this helm was built without its version of Kubernetes
  sed -e "s/^helm template /helm template --kube-version=$kubernetes /" -e 's/<node>/plain-c/g; s/<pool>/gpu/g; s/<name>/see-by-label/g; s/<revision>/1/g' -e "s#-f values.yaml#-f $here/values.yaml --set pool.fromCluster=true#g" <<<"$1"
}
# kubectl diff says by 1 that there is a difference, which is what it was asked.
ran() { eval "$(filled "$1")" </dev/null || { [ $? -eq 1 ] && grep -q ' diff ' <<<"$1"; }; }

runbooks() {
  echo "commands of the runbooks"
  local file command reason
  while IFS=$'\t' read -r file command; do
    reason=$(not_run | while IFS=$'\t' read -r pattern why; do if grep -qE -- "$pattern" <<<"$command"; then echo "$why"; break; fi; done)
    if [ -n "$reason" ]; then
      echo "  --    $file: $command (not run: $reason)"
    else
      check "$file: $command" ran "$command"
    fi
  done < <(commands)
}
