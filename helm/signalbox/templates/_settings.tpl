{{/* A service's settings: (list $ "ingress"), as YAML. */}}
{{- define "signalbox.serviceSettings" -}}
{{- $values := (index . 0).Values -}}
{{- mergeOverwrite (deepCopy $values.defaults) (deepCopy (index $values (index . 1))) | toYaml -}}
{{- end -}}

{{/* A pool's settings: (list $ "gpu"), as YAML. */}}
{{- define "signalbox.poolSettings" -}}
{{- $values := (index . 0).Values -}}
{{- mergeOverwrite (deepCopy $values.defaults) (deepCopy $values.worker) (deepCopy (index $values.pools (index . 1))) | toYaml -}}
{{- end -}}

{{/* What the templates know of a service: (list $ "ingress"). */}}
{{- define "signalbox.serviceContext" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
component: {{ $component }}
name: {{ include "signalbox.fullname" $root }}-{{ $component }}
port: {{ index (dict "ingress" 8080 "classifier" 8081 "verdict" 8083) $component }}
settings:
  {{- include "signalbox.serviceSettings" . | nindent 2 }}
{{- end -}}

{{/* What the templates know of a pool: (list $ "gpu"). */}}
{{- define "signalbox.poolContext" -}}
{{- $root := index . 0 -}}
{{- $pool := index . 1 -}}
{{- $settings := include "signalbox.poolSettings" . | fromYaml -}}
component: worker
pool: {{ $pool }}
zone: {{ $settings.zone }}
name: {{ include "signalbox.workerHost" . }}
port: 8082
settings:
  {{- toYaml $settings | nindent 2 }}
{{- end -}}

{{/* How many seconds a pod has to leave. */}}
{{- define "signalbox.gracePeriod" -}}
{{- $needed := add .endpointDrainSeconds .longestStreamSeconds 15 -}}
{{- .terminationGracePeriodSeconds | int | default $needed -}}
{{- end -}}

{{- define "signalbox.scaled" -}}
{{- if or .autoscaling.enabled (dig "keda" "enabled" false .) }}true{{ end -}}
{{- end -}}

{{- define "signalbox.kafkaBootstrap" -}}
{{- if .Values.kafka.strimzi.cluster -}}
{{ include "signalbox.strimziCluster" . }}-kafka-bootstrap:9092
{{- else -}}
{{ .Values.kafka.bootstrapServers }}
{{- end -}}
{{- end -}}

{{- define "signalbox.strimziCluster" -}}
{{- .Values.kafka.strimzi.clusterName | default (printf "%s-kafka" (include "signalbox.fullname" .)) -}}
{{- end -}}

{{- define "signalbox.postgresqlHost" -}}
{{- if .Values.postgresql.cloudnativepg.enabled }}{{ include "signalbox.fullname" . }}-postgresql-rw{{ else }}{{ .Values.postgresql.host }}{{ end -}}
{{- end -}}

{{- define "signalbox.postgresqlSecret" -}}
{{- if .Values.postgresql.cloudnativepg.enabled }}{{ include "signalbox.fullname" . }}-postgresql-app{{ else }}{{ .Values.postgresql.existingSecret }}{{ end -}}
{{- end -}}
