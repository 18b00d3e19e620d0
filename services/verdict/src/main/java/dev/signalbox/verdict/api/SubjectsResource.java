package dev.signalbox.verdict.api;

import dev.signalbox.verdict.vote.VoteBook;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** What can be voted on, with the votes. */
@Path("/api/subjects")
@Produces(MediaType.APPLICATION_JSON)
public class SubjectsResource {
  private final VoteBook book;

  SubjectsResource(VoteBook book) {
    this.book = book;
  }

  public record Subjects(List<SubjectView> subjects) {}

  @GET
  public Uni<Subjects> list() {
    return book.standings(null)
        .map(standings -> new Subjects(standings.stream().map(SubjectView::of).toList()));
  }
}
