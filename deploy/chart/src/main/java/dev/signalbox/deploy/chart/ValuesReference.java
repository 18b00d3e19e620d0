package dev.signalbox.deploy.chart;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The reference of a chart's values, written from the comments in values.yaml. A comment that
 * begins with {@code --} describes its key and everything below it; any other comment on a
 * top-level key introduces its section.
 */
public final class ValuesReference {
  private static final String MARK = "--";
  private static final int LONGEST_DEFAULT = 60;

  private record Row(String path, String defaultValue, String meaning) {}

  private ValuesReference() {}

  /**
   * The reference as Markdown.
   *
   * @throws IllegalArgumentException when a key has no comment; the message names it
   */
  public static String markdown(String valuesYaml) {
    LoaderOptions options = new LoaderOptions();
    options.setProcessComments(true);
    Node root = new Yaml(options).compose(new StringReader(valuesYaml));
    List<Row> general = new ArrayList<>();
    StringBuilder sections = new StringBuilder();
    for (NodeTuple entry : ((MappingNode) root).getValue()) {
      String key = key(entry);
      String comment = comment(entry.getKeyNode());
      if (comment.startsWith(MARK)) {
        general.add(row(key, entry.getValueNode(), comment));
        continue;
      }
      List<Row> rows = new ArrayList<>();
      collect(key, entry.getValueNode(), rows);
      sections.append("\n### `").append(key).append("`\n\n");
      if (!comment.isEmpty()) {
        sections.append(comment).append("\n\n");
      }
      sections.append(table(rows));
    }
    return "### General\n\n" + table(general) + sections;
  }

  private static void collect(String path, Node node, List<Row> rows) {
    if (!(node instanceof MappingNode mapping) || mapping.getValue().isEmpty()) {
      throw new IllegalArgumentException(path + " has no comment that begins with --");
    }
    for (NodeTuple entry : mapping.getValue()) {
      String below = path + "." + key(entry);
      String comment = comment(entry.getKeyNode());
      if (comment.startsWith(MARK)) {
        rows.add(row(below, entry.getValueNode(), comment));
      } else {
        collect(below, entry.getValueNode(), rows);
      }
    }
  }

  private static Row row(String path, Node value, String comment) {
    return new Row(path, inline(value), comment.substring(MARK.length()).strip());
  }

  private static String key(NodeTuple entry) {
    return ((ScalarNode) entry.getKeyNode()).getValue();
  }

  /**
   * The comment lines above a key as one line. A blank line ends what belongs to an earlier key.
   */
  private static String comment(Node key) {
    List<CommentLine> lines = key.getBlockComments();
    if (lines == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (CommentLine line : lines) {
      String content = line.getValue().strip();
      if (content.isEmpty()) {
        text.setLength(0);
      } else {
        text.append(text.isEmpty() ? "" : " ").append(content);
      }
    }
    return text.toString();
  }

  private static String inline(Node node) {
    DumperOptions dump = new DumperOptions();
    dump.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
    dump.setWidth(Integer.MAX_VALUE);
    Object value = new Yaml(new SafeConstructor(new LoaderOptions())).load(serialized(node));
    String text = new Yaml(new Representer(dump), dump).dump(value).strip();
    return text.length() > LONGEST_DEFAULT ? "see values.yaml" : "`" + text + "`";
  }

  private static String serialized(Node node) {
    DumperOptions dump = new DumperOptions();
    dump.setProcessComments(false);
    java.io.StringWriter out = new java.io.StringWriter();
    new Yaml(dump).serialize(node, out);
    return out.toString();
  }

  private static String table(List<Row> rows) {
    StringBuilder table = new StringBuilder("| key | default | meaning |\n|---|---|---|\n");
    for (Row row : rows) {
      table.append(
          String.format(
              Locale.ROOT,
              "| `%s` | %s | %s |%n",
              row.path,
              row.defaultValue.replace("|", "\\|"),
              row.meaning.replace("|", "\\|")));
    }
    return table.toString();
  }
}
