package dev.signalbox.ingress.pool;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One public model name and the models that may answer it: the document of kind {@code Route}. A
 * model joins a route only by being listed in it.
 *
 * @param models members, in the order of the document; never empty
 * @param reference models that savings and parity are counted against; the first that is enabled
 *     and can serve the request is it
 * @param safe models for requests without a classification, most preferred first
 * @param fallbacks used only when no member can serve, in this order
 * @param zones where its requests may go; empty means anywhere
 * @param caution how many points the low end of a prediction's interval may lie below the
 *     prediction; beyond it a safe model takes the request
 * @param escalation asks a stronger model when an answer fails its check; empty for never
 * @param parity holds a share of its answers against the reference's; empty for none
 * @param floor drains models that are known to fall below it; empty for none
 * @param origin whether a document says so or the client named a model
 */
public record Route(
    String name,
    List<String> models,
    Mode mode,
    List<String> reference,
    List<String> safe,
    List<String> fallbacks,
    Set<String> zones,
    double caution,
    Optional<Escalation> escalation,
    Optional<Parity> parity,
    Optional<Floor> floor,
    Origin origin) {
  /** Only a prediction that says next to nothing is distrusted. */
  public static final double USUAL_CAUTION = 50;

  public enum Origin {
    DOCUMENT,
    MODEL_NAME
  }

  public Route {
    models = List.copyOf(models);
    reference = List.copyOf(reference);
    safe = List.copyOf(safe);
    fallbacks = List.copyOf(fallbacks);
    zones = Set.copyOf(zones);
    if (models.isEmpty()) {
      throw new IllegalArgumentException("a route has at least one model");
    }
  }

  /** A route with the usual caution that neither escalates nor compares nor has a floor. */
  public Route(
      String name,
      List<String> models,
      Mode mode,
      List<String> reference,
      List<String> safe,
      List<String> fallbacks,
      Set<String> zones,
      Origin origin) {
    this(
        name,
        models,
        mode,
        reference,
        safe,
        fallbacks,
        zones,
        USUAL_CAUTION,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        origin);
  }

  /**
   * The route of a client that names a model: that model and no other, saving nothing by
   * definition.
   */
  public static Route toModel(String model) {
    List<String> only = List.of(model);
    return new Route(model, only, Mode.QUALITY, only, only, List.of(), Set.of(), Origin.MODEL_NAME);
  }

  /** The same route under a mode that the request asked for. */
  public Route withMode(Mode asked) {
    return new Route(
        name,
        models,
        asked,
        reference,
        safe,
        fallbacks,
        zones,
        caution,
        escalation,
        parity,
        floor,
        origin);
  }
}
