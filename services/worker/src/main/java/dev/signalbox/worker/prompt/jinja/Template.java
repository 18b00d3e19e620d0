package dev.signalbox.worker.prompt.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A parsed template; immutable. */
public final class Template {
  private final List<Node> nodes;

  private Template(List<Node> nodes) {
    this.nodes = nodes;
  }

  /** Parses; refuses what this package does not understand. */
  public static Template parse(String source) {
    Builder builder = new Builder(Lexer.pieces(source));
    List<Node> nodes = builder.block();
    builder.end();
    return new Template(nodes);
  }

  /** Renders with these variables: strings, booleans, longs, lists and maps of them. */
  public String render(Map<String, Object> variables) {
    return new Renderer(variables).render(nodes);
  }

  private static final class Builder {
    private final List<Lexer.Piece> pieces;
    private int at;

    Builder(List<Lexer.Piece> pieces) {
      this.pieces = pieces;
    }

    /** Nodes up to a statement that ends or divides the block, which is left for the caller. */
    List<Node> block() {
      List<Node> nodes = new ArrayList<>();
      while (at < pieces.size()) {
        Lexer.Piece piece = pieces.get(at);
        switch (piece.kind()) {
          case TEXT -> {
            if (!piece.source().isEmpty()) {
              nodes.add(new Node.Text(piece.source()));
            }
            at++;
          }
          case OUTPUT -> {
            at++;
            nodes.add(new Node.Output(whole(new ExpressionParser(Lexer.tokens(piece.source())))));
          }
          case STATEMENT -> {
            ExpressionParser parser = new ExpressionParser(Lexer.tokens(piece.source()));
            String word = parser.next();
            if (word.startsWith("end") || word.equals("else") || word.equals("elif")) {
              return nodes;
            }
            at++;
            nodes.add(statement(word, parser));
          }
        }
      }
      return nodes;
    }

    private Node statement(String word, ExpressionParser parser) {
      return switch (word) {
        case "if" -> branch(whole(parser));
        case "for" -> loop(parser);
        case "set" -> {
          String name = parser.next();
          parser.expect("=");
          yield new Node.Assign(name, whole(parser));
        }
        default ->
            throw new TemplateException("the statement '%s' is not understood".formatted(word));
      };
    }

    private Node branch(Expression condition) {
      List<Node> then = block();
      ExpressionParser divider = divider();
      String word = divider.next();
      return switch (word) {
        case "elif" -> new Node.If(condition, then, List.of(branch(whole(divider))));
        case "else" -> {
          List<Node> otherwise = block();
          close("endif");
          yield new Node.If(condition, then, otherwise);
        }
        case "endif" -> new Node.If(condition, then, List.of());
        default -> throw new TemplateException("'%s' stands where endif must be".formatted(word));
      };
    }

    private Node loop(ExpressionParser parser) {
      String variable = parser.next();
      parser.expect("in");
      Expression items = parser.or();
      Expression condition = parser.accept("if") ? parser.or() : null;
      parser.end();
      List<Node> body = block();
      String word = divider().next();
      List<Node> otherwise = List.of();
      if (word.equals("else")) {
        otherwise = block();
        close("endfor");
      } else if (!word.equals("endfor")) {
        throw new TemplateException("'%s' stands where endfor must be".formatted(word));
      }
      return new Node.For(variable, items, condition, body, otherwise);
    }

    private ExpressionParser divider() {
      if (at >= pieces.size()) {
        throw new TemplateException("a block is never ended");
      }
      return new ExpressionParser(Lexer.tokens(pieces.get(at++).source()));
    }

    private void close(String word) {
      divider().expect(word);
    }

    private static Expression whole(ExpressionParser parser) {
      Expression expression = parser.expression();
      parser.end();
      return expression;
    }

    void end() {
      if (at < pieces.size()) {
        throw new TemplateException("'%s' ends no block".formatted(pieces.get(at).source()));
      }
    }
  }
}
