{{/* Which nodes a pod may land on. All expressions must hold, so they share one term. */}}
{{- define "signalbox.placement" -}}
{{- $settings := .settings -}}
{{- $accelerator := $settings.accelerator | default dict -}}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - {key: kubernetes.io/os, operator: In, values: [linux]}
            - key: kubernetes.io/arch
              operator: In
              values:
                {{- toYaml $settings.image.architectures | nindent 16 }}
            {{- with int $accelerator.memoryGreaterThanMiB }}
            - {key: nvidia.com/gpu.memory, operator: Gt, values: [{{ . | toString | quote }}]}
            {{- end }}
            {{- with $settings.nodeAffinity.required }}
            {{- toYaml . | nindent 12 }}
            {{- end }}
    {{- with $settings.nodeAffinity.preferred }}
    preferredDuringSchedulingIgnoredDuringExecution:
      {{- range . }}
      - weight: {{ int .weight }}
        preference:
          matchExpressions:
            - {{ omit . "weight" | toJson }}
      {{- end }}
    {{- end }}
{{- with $settings.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $settings.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if $settings.topologySpread.enabled }}
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: {{ $settings.topologySpread.whenUnsatisfiable }}
    # Counts only nodes that this pod could land on, and only pods of the same rollout.
    nodeAffinityPolicy: Honor
    nodeTaintsPolicy: Honor
    matchLabelKeys: [{{ ternary "controller-revision-hash" "pod-template-hash" (eq $.kind "StatefulSet") }}]
    labelSelector:
      matchLabels:
        {{- include "signalbox.selector" $ | nindent 8 }}
  {{- end }}
{{- end }}
{{- end -}}
