package dev.signalbox.deploy.chart;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The keys of a service's {@code @ConfigMapping} interface, read from its source, as environment
 * variable names.
 */
record ConfigurationKeys(List<Pattern> variables) {

  /** Empty when the service has no mapping. */
  static Optional<ConfigurationKeys> of(Path service) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(service.resolve("src/main/java"))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    for (Path source : sources) {
      String text = Files.readString(source);
      if (text.contains("@ConfigMapping(")) {
        return Optional.of(parse(source));
      }
    }
    return Optional.empty();
  }

  boolean has(String variable) {
    return variables.stream().anyMatch(pattern -> pattern.matcher(variable).matches());
  }

  private static ConfigurationKeys parse(Path source) throws IOException {
    ClassTree mapping = type(source);
    Map<String, ClassTree> nested = new HashMap<>();
    collectNested(mapping, nested);
    for (Path group : groupsBeside(source)) {
      ClassTree type = type(group);
      nested.put(type.getSimpleName().toString(), type);
      collectNested(type, nested);
    }
    Matcher prefix =
        Pattern.compile("prefix = \"([^\"]+)\"").matcher(mapping.getModifiers().toString());
    if (!prefix.find()) {
      throw new IllegalArgumentException(source + " has a mapping without a prefix");
    }
    List<Pattern> variables = new ArrayList<>();
    collect(environment(prefix.group(1)), mapping, nested, variables);
    return new ConfigurationKeys(variables);
  }

  /** A group that has grown has a file of its own beside the mapping's; shared ones are in edge. */
  private static List<Path> groupsBeside(Path mapping) throws IOException {
    Path shared = ChartFolder.ROOT.resolve("services/edge/src/main/java");
    try (Stream<Path> beside = Files.list(mapping.resolveSibling("."));
        Stream<Path> edge = Files.walk(shared)) {
      return Stream.concat(beside, edge)
          .map(Path::normalize)
          .filter(file -> file.getFileName().toString().endsWith("Config.java"))
          .filter(file -> !file.getFileName().equals(mapping.getFileName()))
          .toList();
    }
  }

  private static ClassTree type(Path source) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var files = compiler.getStandardFileManager(null, null, null);
    JavacTask task =
        (JavacTask)
            compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
    CompilationUnitTree unit = task.parse().iterator().next();
    return (ClassTree) unit.getTypeDecls().get(0);
  }

  private static void collectNested(ClassTree type, Map<String, ClassTree> nested) {
    for (Tree member : type.getMembers()) {
      if (member instanceof ClassTree inner && inner.getKind() == Tree.Kind.INTERFACE) {
        nested.put(inner.getSimpleName().toString(), inner);
        collectNested(inner, nested);
      }
    }
  }

  private static void collect(
      String prefix, ClassTree type, Map<String, ClassTree> nested, List<Pattern> variables) {
    for (Tree member : type.getMembers()) {
      if (!(member instanceof MethodTree method) || method.getBody() != null) {
        continue;
      }
      String name = prefix + segment(method);
      Tree returned = method.getReturnType();
      if (returned instanceof ParameterizedTypeTree generic) {
        boolean map = generic.getType().toString().equals("Map");
        returned = generic.getTypeArguments().get(generic.getTypeArguments().size() - 1);
        name = map ? name + "_[A-Z0-9_]+" : name;
      }
      ClassTree group = nested.get(returned.toString());
      if (group == null) {
        variables.add(Pattern.compile(name));
      } else {
        collect(name, group, nested, variables);
      }
    }
  }

  private static String segment(MethodTree method) {
    for (AnnotationTree annotation : method.getModifiers().getAnnotations()) {
      String kind = annotation.getAnnotationType().toString();
      if (kind.equals("WithParentName")) {
        return "";
      }
      if (kind.equals("WithName")) {
        String value = annotation.getArguments().get(0).toString();
        return "_" + environment(value.replaceAll("(value = )|\"", ""));
      }
    }
    String kebab = method.getName().toString().replaceAll("([a-z0-9])([A-Z])", "$1-$2");
    return "_" + environment(kebab);
  }

  private static String environment(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
