package dev.signalbox.verdict.panel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.problem.VerdictProblem;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lenses by version. The built-in ones are added where they are missing, never changed. */
@ApplicationScoped
public class LensBook {
  private static final String ADD =
      """
      insert into lens (name, version, document, recorded_at)
      select r.name, r.version, r.document, :at
      from jsonb_to_recordset(cast(cast(:lenses as text) as jsonb)) as r(name text, version int, document jsonb)
      on conflict do nothing
      """;

  private static final String NEWEST =
      """
      select cast(l.document as text) from lens l
      where version = (select max(version) from lens m where m.name = l.name) order by l.recorded_at, l.name
      """;

  private static final String ONE =
      "select cast(document as text) from lens where name = :name and version = :version";

  private final Database database;
  private final InstantSource clock;
  private final ObjectMapper json;

  LensBook(Database database, InstantSource clock, ObjectMapper json) {
    this.database = database;
    this.clock = clock;
    this.json = json;
  }

  /** The newest version of each lens by name. */
  public Uni<Map<String, Lens>> newest() {
    return database
        .read(session -> session.createNativeQuery(NEWEST, String.class).getResultList())
        .map(
            rows ->
                rows.stream()
                    .map(this::lens)
                    .collect(
                        Collectors.toMap(
                            Lens::name,
                            Function.identity(),
                            (a, b) -> a,
                            java.util.LinkedHashMap::new)));
  }

  /** Fails with {@link VerdictProblem#NOT_FOUND} when there is no such version. */
  public Uni<Lens> find(String name, int version) {
    return database
        .read(
            session ->
                session
                    .createNativeQuery(ONE, String.class)
                    .setParameter("name", name)
                    .setParameter("version", version)
                    .getSingleResultOrNull())
        .onItem()
        .ifNull()
        .failWith(() -> VerdictProblem.notFound("there is no such lens; /api/lenses lists them"))
        .map(this::lens);
  }

  /** Adds these where they are missing; answers how many were. */
  public Uni<Integer> add(List<Lens> lenses) {
    String rows =
        text(
            lenses.stream()
                .map(l -> Map.of("name", l.name(), "version", l.version(), "document", l))
                .toList());
    return database.write(
        session ->
            session
                .createNativeQuery(ADD)
                .setParameter("lenses", rows)
                .setParameter("at", clock.instant().atOffset(ZoneOffset.UTC))
                .executeUpdate());
  }

  /** Those that come with the service. */
  public List<Lens> builtIn() {
    try (InputStream in = LensBook.class.getResourceAsStream("/panel/lenses.json")) {
      if (in == null) {
        throw new IllegalStateException("the built-in lenses are missing from the jar");
      }
      return json.readValue(in, new TypeReference<List<Lens>>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Lens lens(String document) {
    try {
      return json.readValue(document, Lens.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
