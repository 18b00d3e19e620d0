package dev.signalbox.verdict.console;

import dev.signalbox.platform.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A form as it was sent, so that one that was refused is shown again with what was written.
 *
 * @param values by field's name; absent fields are empty
 * @param error why it was refused; empty for a fresh form
 */
public record Form(Map<String, String> values, String error) {
  static final Form FRESH = new Form(Map.of(), "");

  /**
   * @param pairs name, value, name, value
   */
  static Form of(@Nullable String... pairs) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      values.put(Objects.requireNonNull(pairs[i]), pairs[i + 1] == null ? "" : pairs[i + 1]);
    }
    return new Form(values, "");
  }

  /** The same with another value. */
  Form with(String name, @Nullable String value) {
    Map<String, String> more = new HashMap<>(values);
    more.put(name, value == null ? "" : value);
    return new Form(more, error);
  }

  /** The same with the reason of the refusal. */
  Form refused(ProblemException problem) {
    String field = problem.param();
    String said = (field == null || field.isBlank() ? "" : field + " ") + problem.getMessage();
    return new Form(values, said);
  }

  /**
   * Does what a form asks for, then leads to where it can be seen; a refusal shows the form again.
   * A refusal thrown by {@code work} itself counts, too.
   */
  static <T> Uni<Response> submit(
      Supplier<Uni<T>> work,
      Function<T, String> path,
      Function<ProblemException, Uni<Response>> again) {
    return Uni.createFrom()
        .deferred(() -> work.get())
        .map(done -> PanelPages.to(path.apply(done)))
        .onFailure(ProblemException.class)
        .recoverWithUni(e -> again.apply((ProblemException) e));
  }

  public String get(String name) {
    return values.getOrDefault(name, "");
  }

  public boolean has(String name, String value) {
    return List.of(get(name).split(",")).contains(value);
  }

  public boolean isRefused() {
    return !error.isEmpty();
  }
}
