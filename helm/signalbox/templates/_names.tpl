{{- define "signalbox.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Address of a pool's workers, for pool documents: (list $ "cpu"). */}}
{{- define "signalbox.workerHost" -}}
{{- include "signalbox.fullname" (index . 0) }}-worker-{{ index . 1 }}
{{- end -}}

{{/* The port on which a component answers the others: (list $ "worker"). */}}
{{- define "signalbox.peerPort" -}}
{{- $plain := dict "ingress" 8080 "classifier" 8081 "worker" 8082 "verdict" 8083 -}}
{{- $secured := dict "ingress" 8443 "classifier" 8444 "worker" 8445 "verdict" 8446 -}}
{{- get (ternary $secured $plain (index . 0).Values.mutualTls.enabled) (index . 1) -}}
{{- end -}}

{{/* Address of a pool's workers with the port that ingress calls, for pool documents: (list $ "cpu"). */}}
{{- define "signalbox.workerAddress" -}}
{{- include "signalbox.workerHost" . }}:{{ include "signalbox.peerPort" (list (index . 0) "worker") }}
{{- end -}}

{{/* Secret with a component's certificate for the others: the context of a workload. */}}
{{- define "signalbox.peerSecret" -}}
{{- ternary (printf "%s-peers" .name) (index .root.Values.mutualTls.secrets .component) .root.Values.mutualTls.certManager.enabled -}}
{{- end -}}

{{/* What selects a component's pods: (dict "root" $ "component" "worker" "pool" "cpu"). Never changes. */}}
{{- define "signalbox.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- with .pool }}
signalbox.dev/pool: {{ . }}
{{- end }}
{{- end -}}

{{- define "signalbox.labels" -}}
{{ include "signalbox.selector" . }}
{{- with .zone }}
signalbox.dev/zone: {{ . }}
{{- end }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: signalbox
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* metadata of an object: the context above and "name". */}}
{{- define "signalbox.metadata" -}}
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "signalbox.labels" . | nindent 4 }}
  {{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* (list $ <image block>): the digest wins, then the image's tag, then the common tag, then appVersion. */}}
{{- define "signalbox.image" -}}
{{- $root := index . 0 -}}
{{- $image := index . 1 -}}
{{- with $root.Values.image.registry }}{{ . }}/{{ end -}}
{{- $image.repository -}}
{{- if $image.digest }}@{{ $image.digest }}{{ else }}:{{ coalesce $image.tag $root.Values.image.tag $root.Chart.AppVersion }}{{ end -}}
{{- end -}}
