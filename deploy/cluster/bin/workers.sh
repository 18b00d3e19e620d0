# Sourced by k8s-test: workers that an ingress finds by EndpointSlices. The chart's are kwok's pods, with slices of the real controller; those that answer are processes of this machine, whose slices are written here.

# An API server takes no loopback address in a slice.
host=$(hostname -I 2>/dev/null | tr ' ' '\n' | grep -E '^[0-9]+\.' | grep -vE '^(127|169\.254)\.' | head -1)
worker_jar=$PWD/services/worker/target/quarkus-app/quarkus-run.jar
worker_tmp=$data/worker-tmp
mkdir -p "$worker_tmp"

worker() { # worker NAME PORT [JAVA-OPTION...]: with environment of the caller
  local name=$1 port=$2
  shift 2
  (cd "$data" && exec "$java" -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -Djava.io.tmpdir="$worker_tmp" \
    -Dquarkus.http.host=0.0.0.0 -Dquarkus.http.port="$port" -Dsignalbox.worker.model.path="$root/services/worker/checkpoint/signalbox-see" -Dsignalbox.worker.model.name=signalbox-see \
    -Dsignalbox.worker.engine.threads=1 -Dsignalbox.worker.jobs.enabled=false -Dkafka.bootstrap.servers=127.0.0.1:9 "$@" -jar "$worker_jar") >"$data/$name.log" 2>&1 &
  pids+=($!)
  declare -g "pid_$name=$!"
}
worker_ready() { curl -sf -m 5 "http://$host:$1/q/health/ready"; }
slice() { # slice NAME SERVICE POOL GRPC-PORT PEERS-PORT
  k apply -f - <<SLICE
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: $1, labels: {kubernetes.io/service-name: $2, endpointslice.kubernetes.io/managed-by: k8s-test, signalbox.dev/pool: $3, signalbox.dev/zone: edge}}
addressType: IPv4
ports: [{name: grpc, port: $4, protocol: TCP}, {name: peers, port: $5, protocol: TCP}]
endpoints: [{addresses: [$host], conditions: {ready: true}}]
SLICE
}
# workers_of PORT POOL ZONE STATE: how many an ingress knows.
workers_of() { curl -sf -m 5 "http://127.0.0.1:$1/q/metrics" | awk -v p="pool=\"$2\"" -v z="zone=\"$3\"" -v s="state=\"$4\"" '/^signalbox_ingress_workers{/ && index($0, p) && index($0, z) && index($0, s) {n = $2} END {print n + 0}'; }
knows_workers() { [ "$(workers_of "$1" "$2" "$3" ready)" -eq "$4" ]; }
ask() { # ask PORT MODEL TEXT
  curl -sS -m 30 -w '\n%{http_code}\n' -H "authorization: Bearer $key" -H 'content-type: application/json' "http://127.0.0.1:$1/v1/chat/completions" \
    -d "{\"model\":\"$2\",\"max_tokens\":8,\"messages\":[{\"role\":\"user\",\"content\":\"$3\"}]}" | tee /dev/stderr
}
answered() { ask "$@" | tail -n 1 | grep -x 200 >/dev/null; }
all_answered() { local i; for i in $(seq 1 "$3"); do answered "$1" "$2" "question $i of $RANDOM" || return 1; done; }
counted() { curl -sf -m 5 "http://127.0.0.1:$1/q/metrics" | awk -v name="$2" -v label="$3" 'index($0, name "{") == 1 && index($0, label) {n += $2} END {print n + 0}'; }
stays_with_its_holder() {
  local before
  before=$(counted "$1" signalbox_ingress_worker_picks_total 'why="holder"')
  for turn in 1 2 3; do answered "$1" see-by-label "the same beginning" || return 1; done
  [ "$(counted "$1" signalbox_ingress_worker_picks_total 'why="holder"')" -ge $((before + 2)) ]
}
seen_soon() { slice "$1" worker-k8s-test k8s-test "$2" 1 && soon 1 knows_workers "$port_1" k8s-test edge "$3" && soon 1 knows_workers "$port_2" k8s-test edge "$3"; }
gone_soon() { k delete endpointslice "$1" && soon 1 knows_workers "$port_1" k8s-test edge "$2" && soon 1 knows_workers "$port_2" k8s-test edge "$2"; }
# A certificate authority, and one pair that names the Service alone: FOLDER NAME
authority() {
  mkdir -p "$1"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=k8s-test -keyout "$data/ca.key" -out "$1/ca.crt" 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$2" -keyout "$1/tls.key" -out "$data/leaf.csr" 2>/dev/null
  openssl x509 -req -in "$data/leaf.csr" -CA "$1/ca.crt" -CAkey "$data/ca.key" -CAcreateserial -days 1 -out "$1/tls.crt" -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth,clientAuth\n' "$2") 2>/dev/null
}

found_by_slices() {
  echo "workers are found by EndpointSlices"
  check "the ingress may list slices and nothing else of the kind" refused_by 'cannot list resource "endpoints"' "$tools/kubectl" --kubeconfig="$data/ingress.kubeconfig" -n signalbox get endpoints
  check "it knows the chart's GPU workers by pool and zone" soon 30 knows_workers "$port_1" gpu cluster 2
  check "the MIG ones" soon 30 knows_workers "$port_1" gpu-mig cluster 3
  check "and the one at the edge" soon 30 knows_workers "$port_1" edge-arm64 edge 1
  k scale "$(deployment "$(pool_label gpu-mig)")" --replicas=2 >/dev/null
  check "a pool that is scaled down is known as that" soon 60 knows_workers "$port_1" gpu-mig cluster 2
  k apply --validate=strict -f deploy/cluster/workers.yaml >/dev/null
  check "a Model whose labels no worker carries is not Ready, and says so" soon 60 says model see-by-label Ready reason NoWorker
  local one two
  one=$(free_port) two=$(free_port)
  worker worker_1 "$one"
  worker worker_2 "$two"
  until_true 120 "the first worker" worker_ready "$one"
  until_true 120 "the second worker" worker_ready "$two"
  check "a new endpoint is seen by both replicas within a second" seen_soon k8s-1 "$one" 1
  check "a request for the Model is answered by it" answered "$port_1" see-by-label "hello"
  check "and the Model becomes Ready" soon 60 says model see-by-label Ready status True
  check "a second endpoint is seen within a second" seen_soon k8s-2 "$two" 2
  check "later turns go where the beginning was computed" stays_with_its_holder "$port_1"
  kill -KILL "$pid_worker_1"
  wait "$pid_worker_1" 2>/dev/null || true
  check "with one of the two killed every request is answered by the other" all_answered "$port_1" see-by-label 6
  given_up() { [ "$(counted "$port_1" signalbox_ingress_worker_failovers_total 'model="see-by-label"')" -ge 1 ] || [ "$(counted "$port_1" signalbox_ingress_workers 'state="resting"')" -ge 1 ]; }
  check "which is counted" given_up
  check "the dead one rests" soon 10 knows_workers "$port_1" k8s-test edge 1
  check "its endpoint removed, it is gone within a second" gone_soon k8s-1 1
}

over_mutual_tls() {
  echo "workers over mutual TLS, by their Service's name"
  local plain peers port
  plain=$(free_port) peers=$(free_port) port=$(free_port)
  authority "$data/peers" worker-k8s-test
  export QUARKUS_PROFILE=prod,mutual-tls SIGNALBOX_TLS_FOLDER="$data/peers"
  worker worker_3 "$plain" -Dquarkus.http.ssl-port="$peers"
  ingress 3 "$port" -Dquarkus.http.ssl-port="$(free_port)"
  unset QUARKUS_PROFILE SIGNALBOX_TLS_FOLDER
  until_true 120 "the third worker" worker_ready "$plain"
  slice k8s-3 worker-k8s-test k8s-test "$plain" "$peers" >/dev/null
  slice k8s-4 worker-misnamed k8s-test-misnamed "$plain" "$peers" >/dev/null
  check "a third ingress, with certificates, serves the pool" soon 90 knows "$port" see-by-label
  check "and is answered by a worker whose certificate names its Service, called at the pod's address" soon 30 answered "$port" see-by-label "hello"
  not_answered() { ! answered "$@"; }
  check "a worker whose certificate has another name is not called" not_answered "$port" see-misnamed "hello"
  check "an ingress without a certificate is not served there" not_answered "$port_1" see-misnamed "hello"
  kill -KILL "$pid_worker_3" "$pid_ingress_3"
  wait "$pid_worker_3" "$pid_ingress_3" 2>/dev/null || true
  k delete endpointslice k8s-3 k8s-4 >/dev/null
}

# The hook's own script, with the hook's own account, against a real eviction; stand-in.py plays kube-proxy and the kubelet of one of two real ingress processes.
drains() { # drains GRACE: with port_1 as the one that goes
  local front hook=$data/hook pid_front pod result=0
  front=$(free_port)
  mkdir -p "$hook"
  (umask 077 && k create token signalbox-test-drain --duration=1h >"$hook/token" && printf %s "$token" >"$hook/admin")
  for pod in $(k get pods -l "$(component ingress)" -o name); do k patch "$pod" --type=merge -p '{"metadata":{"finalizers":["signalbox.dev/k8s-test"]}}' >/dev/null; done
  python3 deploy/cluster/bin/stand-in.py "$front" "https://127.0.0.1:$api_port" "$hook/admin" "app.kubernetes.io/component=ingress" "$1" "$port_1:$pid_ingress_1" "$port_2" >"$data/stand-in.log" 2>&1 &
  pid_front=$!
  pids+=("$pid_front")
  soon 20 curl -sf -o /dev/null "http://127.0.0.1:$front/q/health/live" || return 1
  env INGRESS="http://127.0.0.1:$front" API_KEY="$key" MODEL=see-by-label PARALLEL=4 NAMESPACE=signalbox SELECTOR="app.kubernetes.io/instance=signalbox,app.kubernetes.io/component=ingress" \
    API_SERVER="https://127.0.0.1:$api_port" TOKEN_FILE="$hook/token" CA_FILE="$data/certs/apiserver.crt" SECONDS_TO_WAIT=120 sh helm/signalbox/files/tests/drain.sh || result=1
  kill -KILL "$pid_front" 2>/dev/null || true
  wait "$pid_front" 2>/dev/null || true
  for pod in $(k get pods -l "$(component ingress)" -o name); do k patch "$pod" --type=merge -p '{"metadata":{"finalizers":null}}' >/dev/null || true; done
  return $result
}
breaks() {
  local said
  ! said=$(drains abrupt 2>&1) && grep 'answers broke while' <<<"$said" || { echo "${said:-the hook says nothing}" && return 1; }
}

drained() {
  echo "the drain hook, with its own account"
  # Helm makes hooks when it runs them, and no container runs here: what the hook's pod would find is made from the chart.
  "$tools/helm" template --kube-version="$kubernetes" signalbox helm/signalbox -n signalbox -f "$here/values.yaml" --set pool.fromCluster=true --set tests.apiKey.existingSecret=signalbox-keys --set tests.drain.model=see-by-label \
    --show-only templates/tests/services.yaml >"$data/hooks.yaml"
  python3 - "$data/hooks.yaml" >"$data/account.yaml" <<'ACCOUNT'
import sys
wanted = ("kind: ServiceAccount", "kind: Role", "kind: RoleBinding")
print("---\n".join(one for one in open(sys.argv[1]).read().split("---\n") if any(line in wanted for line in one.splitlines())))
ACCOUNT
  k apply -f "$data/account.yaml" >/dev/null
  check "the restricted namespace takes the hooks as they are" k apply --dry-run=server -f "$data/hooks.yaml"
  check "every answer comes whole while an ingress pod is evicted and its process drains" drains 2
  ingress 1 "$port_1"
  check "the drained one starts again" soon 90 knows "$port_1" auto
  k wait --for=condition=Available --timeout=60s deployment -l "$(component ingress)" >/dev/null
  check "a process that is killed instead makes the hook fail" breaks
}
