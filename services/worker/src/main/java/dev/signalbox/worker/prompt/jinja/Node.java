package dev.signalbox.worker.prompt.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a template. */
sealed interface Node {
  record Text(String text) implements Node {}

  record Output(Expression value) implements Node {}

  record Assign(String name, Expression value) implements Node {}

  record For(
      String variable,
      Expression items,
      @Nullable Expression condition,
      List<Node> body,
      List<Node> otherwise)
      implements Node {}

  record If(Expression condition, List<Node> then, List<Node> otherwise) implements Node {}
}
