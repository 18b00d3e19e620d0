package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.PromptLogConfig;
import dev.signalbox.ingress.promptlog.PromptLog;
import dev.signalbox.ingress.promptlog.Redaction;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The log of prompts, where one is wanted. */
@ApplicationScoped
public class PromptParts {
  private static final Logger LOG = Logger.getLogger(PromptParts.class);

  private final Optional<PromptLog> log;

  public PromptParts(IngressConfig config) {
    PromptLogConfig prompts = config.promptLog();
    this.log =
        prompts.enabled()
            ? Optional.of(
                new PromptLog(
                    new Redaction(prompts.patterns().orElse(List.of())), prompts.characters()))
            : Optional.empty();
    log.ifPresent(
        on ->
            LOG.info(
                "prompts are logged, redacted, as dev.signalbox.prompts"
                    + " (signalbox.ingress.prompt-log.enabled)"));
  }

  Optional<PromptLog> log() {
    return log;
  }

  @PreDestroy
  void close() {
    log.ifPresent(PromptLog::close);
  }
}
