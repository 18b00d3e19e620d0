# ingress answers: the list of models with a key, or, without one, a refusal in the API's own error shape.
# INGRESS: http://host:port; API_KEY: may be empty. Needs sh and curl, writes no file.
set -eu
if [ -n "${API_KEY:-}" ]; then wanted=200; else wanted=401; fi
answer=$(printf 'authorization: Bearer %s\n' "${API_KEY:-none}" |
  curl -sS --max-time 10 --retry 3 --retry-connrefused -H @- -w '\n%{http_code}' "$INGRESS/v1/models")
status=${answer##*
}
[ "$status" = "$wanted" ] || { echo "ingress: $status instead of $wanted"; exit 1; }
case "$answer" in
  *'"object":"list"'* | *'"error"'*) echo "ingress answers ($status)" ;;
  *) echo "ingress: $status, but neither a list of models nor an error of the API"; exit 1 ;;
esac
