package dev.signalbox.verdict.api;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.verdict.arena.ArenaBook;
import dev.signalbox.verdict.arena.Battle;
import dev.signalbox.verdict.problem.VerdictProblem;
import dev.signalbox.verdict.signin.AdminOnly;
import dev.signalbox.verdict.subject.SubjectBook;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Adds blind pairs; the same pair again is answered 200. */
@Path("/api/admin/pairs")
@Produces(MediaType.APPLICATION_JSON)
@AdminOnly
public class PairsAdminResource {
  private final ArenaBook arena;
  private final SubjectBook subjects;

  PairsAdminResource(ArenaBook arena, SubjectBook subjects) {
    this.arena = arena;
    this.subjects = subjects;
  }

  /** Fails with {@link VerdictProblem#EXISTS} when another pair has the id. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Uni<Response> add(@Nullable PairRequest request) {
    Battle wish =
        Fields.body(request, "{\"id\": …, \"task\": …, \"first\": …, \"second\": …, …}").checked();
    return subjects
        .find(wish.firstSubject())
        .chain(() -> subjects.find(wish.secondSubject()))
        .chain(() -> arena.add(wish))
        .flatMap(
            added ->
                added
                    ? Uni.createFrom().item(Response.status(201).entity(wish).build())
                    : arena.battle(wish.id()).map(present -> same(present, wish)));
  }

  private static Response same(Battle present, Battle wish) {
    if (!present.equals(wish)) {
      throw new ProblemException(VerdictProblem.EXISTS, "another pair has this id", "id", null);
    }
    return Response.ok(present).build();
  }
}
