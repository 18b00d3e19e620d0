package dev.signalbox.worker.prompt.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recursive descent over the tokens of one pair of braces, by Jinja's precedence. */
final class ExpressionParser {
  private static final int MAX_DEPTH = 64;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=", "in");

  private final List<String> tokens;
  private int at;
  private int depth;

  ExpressionParser(List<String> tokens) {
    this.tokens = tokens;
  }

  boolean done() {
    return at >= tokens.size();
  }

  @Nullable String peek() {
    return done() ? null : tokens.get(at);
  }

  String next() {
    if (done()) {
      throw new TemplateException("an expression ends too early");
    }
    return tokens.get(at++);
  }

  boolean accept(String token) {
    if (token.equals(peek())) {
      at++;
      return true;
    }
    return false;
  }

  void expect(String token) {
    String found = next();
    if (!found.equals(token)) {
      throw new TemplateException("'%s' stands where '%s' must be".formatted(found, token));
    }
  }

  void end() {
    if (!done()) {
      throw new TemplateException("'%s' is not understood".formatted(peek()));
    }
  }

  /** A whole expression, choice included. */
  Expression expression() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateException("an expression is nested too deeply");
    }
    Expression value = or();
    if (accept("if")) {
      Expression condition = or();
      Expression otherwise = accept("else") ? expression() : new Expression.Literal("");
      value = new Expression.Choice(condition, value, otherwise);
    }
    depth--;
    return value;
  }

  /** Without a trailing {@code if}, which belongs to the loop in {@code for x in y if z}. */
  Expression or() {
    Expression left = and();
    while (accept("or")) {
      left = new Expression.Binary("or", left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (accept("and")) {
      left = new Expression.Binary("and", left, not());
    }
    return left;
  }

  private Expression not() {
    return accept("not") ? new Expression.Not(not()) : comparison();
  }

  private Expression comparison() {
    Expression left = sum();
    while (true) {
      String token = peek();
      if (token == null) {
        return left;
      }
      if (COMPARISONS.contains(token)) {
        at++;
        left = new Expression.Binary(token, left, sum());
      } else if (token.equals("not") && at + 1 < tokens.size() && tokens.get(at + 1).equals("in")) {
        at += 2;
        left = new Expression.Not(new Expression.Binary("in", left, sum()));
      } else if (accept("is")) {
        boolean negated = accept("not");
        left = new Expression.Test(left, next(), negated);
      } else {
        return left;
      }
    }
  }

  private Expression sum() {
    Expression left = postfix();
    while (true) {
      String token = peek();
      if (token == null || !Set.of("+", "-", "~", "%", "*").contains(token)) {
        return left;
      }
      at++;
      left = new Expression.Binary(token, left, postfix());
    }
  }

  private Expression postfix() {
    Expression value = primary();
    while (true) {
      if (accept(".")) {
        String name = next();
        value =
            accept("(")
                ? new Expression.Call(value, name, arguments())
                : new Expression.Item(value, new Expression.Literal(name));
      } else if (accept("|")) {
        String name = next();
        value = new Expression.Call(value, name, accept("(") ? arguments() : List.of());
      } else if (accept("[")) {
        value = subscript(value);
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression of) {
    Expression from = ":".equals(peek()) ? null : expression();
    if (accept(":")) {
      Expression to = "]".equals(peek()) ? null : expression();
      expect("]");
      return new Expression.Slice(of, from, to);
    }
    expect("]");
    return new Expression.Item(of, from == null ? new Expression.Literal(null) : from);
  }

  private List<Expression> arguments() {
    return list(")");
  }

  private List<Expression> list(String closing) {
    List<Expression> items = new ArrayList<>();
    while (!accept(closing)) {
      if (!items.isEmpty()) {
        expect(",");
      }
      items.add(expression());
    }
    return items;
  }

  private Expression primary() {
    String token = next();
    char first = token.charAt(0);
    if (first == '\'' || first == '"') {
      return new Expression.Literal(Lexer.unquote(token));
    }
    if (Character.isDigit(first)) {
      return new Expression.Literal(
          token.contains(".") ? (Object) Double.valueOf(token) : (Object) Long.valueOf(token));
    }
    return switch (token) {
      case "(" -> {
        Expression inside = expression();
        expect(")");
        yield inside;
      }
      case "[" -> new Expression.Sequence(list("]"));
      case "-" -> new Expression.Binary("-", new Expression.Literal(0L), postfix());
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(null);
      default -> {
        if (!Character.isLetter(first) && first != '_') {
          throw new TemplateException("'%s' is not understood".formatted(token));
        }
        yield accept("(")
            ? new Expression.Call(null, token, arguments())
            : new Expression.Name(token);
      }
    };
  }
}
