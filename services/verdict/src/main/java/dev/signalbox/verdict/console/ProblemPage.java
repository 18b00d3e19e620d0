package dev.signalbox.verdict.console;

import dev.signalbox.verdict.api.ProblemView;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

/** A problem as a page, for who came with a browser. */
@Provider
@Produces(MediaType.TEXT_HTML)
public class ProblemPage implements MessageBodyWriter<ProblemView> {
  @CheckedTemplate(basePath = "console", requireTypeSafeExpressions = true)
  static final class Templates {
    private Templates() {}

    static native TemplateInstance problem(Page page, int status, String heading, String detail);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
    return type == ProblemView.class;
  }

  @Override
  public void writeTo(
      ProblemView problem,
      Class<?> type,
      Type genericType,
      Annotation[] annotations,
      MediaType mediaType,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    String heading = heading(problem.status());
    String html =
        Templates.problem(
                new Page(heading, Section.NONE),
                problem.status(),
                heading,
                sentence(problem.detail()))
            .render();
    out.write(html.getBytes(StandardCharsets.UTF_8));
  }

  private static String heading(int status) {
    return switch (status) {
      case 404 -> "Nothing here";
      case 401 -> "Not signed in";
      case 429 -> "Too many at once";
      case 403 -> "Not taken";
      case 503 -> "Not available at the moment";
      default -> status < 500 ? "That can't be shown" : "Something went wrong";
    };
  }

  private static String sentence(String detail) {
    return Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + ".";
  }
}
