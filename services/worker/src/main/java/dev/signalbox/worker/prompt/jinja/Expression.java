package dev.signalbox.worker.prompt.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between the braces. */
sealed interface Expression {
  record Literal(@Nullable Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record Sequence(List<Expression> items) implements Expression {}

  /** {@code of[key]} or {@code of.key}. */
  record Item(Expression of, Expression key) implements Expression {}

  record Slice(Expression of, @Nullable Expression from, @Nullable Expression to)
      implements Expression {}

  /**
   * {@code subject.name(arguments)}, {@code name(arguments)} and {@code subject | name(arguments)}.
   */
  record Call(@Nullable Expression subject, String name, List<Expression> arguments)
      implements Expression {}

  record Test(Expression subject, String name, boolean negated) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  record Choice(Expression condition, Expression then, Expression otherwise)
      implements Expression {}
}
