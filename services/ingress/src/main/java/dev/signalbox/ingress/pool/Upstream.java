package dev.signalbox.ingress.pool;

import java.net.URI;
import java.util.Map;

/** Where a model is served. */
public sealed interface Upstream {
  /** The model's name there; empty for a worker's only model. */
  String model();

  /** Readable address without credentials, for events and logs. */
  String resource();

  /** A Signalbox worker at a fixed address, over gRPC without TLS. */
  record WorkerAt(String host, int port, String model) implements Upstream {
    @Override
    public String resource() {
      return host + ":" + port;
    }
  }

  /** Signalbox workers whose endpoints carry all of these labels. */
  record WorkersWith(Map<String, String> labels, String model) implements Upstream {
    public WorkersWith {
      labels = Map.copyOf(labels);
    }

    @Override
    public String resource() {
      return "workers" + new java.util.TreeMap<>(labels);
    }
  }

  /**
   * An OpenAI-compatible API.
   *
   * @param baseUrl up to and without {@code /chat/completions}; no trailing slash
   * @param headers sent with each request; not for secrets
   */
  record OpenAi(URI baseUrl, String model, Credential credential, Map<String, String> headers)
      implements Upstream {
    public OpenAi {
      headers = Map.copyOf(headers);
    }

    @Override
    public String resource() {
      return baseUrl.toString();
    }
  }

  /**
   * A deployment at Azure OpenAI.
   *
   * @param endpoint of the resource, without a path; no trailing slash
   * @param deployment its name, which takes the model's place
   * @see <a href="https://learn.microsoft.com/azure/ai-foundry/openai/reference">the REST API</a>
   */
  record Azure(
      URI endpoint,
      String deployment,
      String apiVersion,
      Credential credential,
      Map<String, String> headers)
      implements Upstream {
    public Azure {
      headers = Map.copyOf(headers);
    }

    @Override
    public String model() {
      return deployment;
    }

    @Override
    public String resource() {
      return endpoint + "/openai/deployments/" + deployment;
    }
  }

  /**
   * Anthropic's Messages API.
   *
   * @param baseUrl up to and without {@code /messages}; no trailing slash
   * @param version of the API, such as 2023-06-01
   */
  record Anthropic(
      URI baseUrl, String model, String version, Credential credential, Map<String, String> headers)
      implements Upstream {
    public Anthropic {
      headers = Map.copyOf(headers);
    }

    @Override
    public String resource() {
      return baseUrl.toString();
    }
  }
}
