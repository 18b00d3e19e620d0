package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.ChatPart;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.Span;
import dev.signalbox.ingress.picture.DataUrl;
import dev.signalbox.ingress.picture.ImageFacts;
import dev.signalbox.ingress.picture.Picture;
import dev.signalbox.ingress.picture.PictureFetcher;
import dev.signalbox.ingress.picture.PictureLimits;
import dev.signalbox.ingress.picture.PictureReading;
import dev.signalbox.ingress.picture.Pictures;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pictures of one request: those in the request itself are read at once, those elsewhere are
 * fetched when a model needs their bytes, once. Used on one context only.
 */
public final class PictureShelf {
  private final PictureFetcher fetcher;
  private final List<ChatPart.PictureAt> places;
  private final ChatRequest request;
  private final PictureLimits limits;
  private final List<Optional<ImageFacts>> given;
  private @Nullable Future<List<Picture>> all;

  private PictureShelf(
      PictureFetcher fetcher,
      PictureLimits limits,
      ChatRequest request,
      List<ChatPart.PictureAt> places,
      List<Optional<ImageFacts>> given) {
    this.fetcher = fetcher;
    this.limits = limits;
    this.request = request;
    this.places = places;
    this.given = given;
  }

  /**
   * @throws ProblemException when a picture in the request itself is refused
   */
  static PictureShelf of(ChatRequest request, PictureFetcher fetcher, PictureLimits limits) {
    List<ChatPart.PictureAt> places = request.pictures();
    List<Optional<ImageFacts>> given = new ArrayList<>(places.size());
    for (ChatPart.PictureAt at : places) {
      given.add(
          Pictures.isDataUrl(at.url())
              ? Optional.of(facts(at, request.body(), limits))
              : Optional.empty());
    }
    return new PictureShelf(fetcher, limits, request, places, given);
  }

  /** What stands in the body is looked through where it stands, and decoded for whom needs it. */
  private static ImageFacts facts(ChatPart.PictureAt at, JsonBytes body, PictureLimits limits) {
    Span data = at.data();
    if (data == null) {
      return picture(Pictures.readDataUrl(at.url(), limits), at).facts();
    }
    return switch (DataUrl.facts(body.bytes(), data.start(), data.end(), limits)) {
      case DataUrl.Looked.At(ImageFacts facts) -> facts;
      case DataUrl.Looked.Refused(PictureReading.Refused refused) -> throw refusal(refused, at);
    };
  }

  /** Every picture of a request, read or fetched when it is asked for, and kept by nobody. */
  public static Function<ChatRequest, Future<List<Picture>>> reader(
      PictureFetcher fetcher, PictureLimits limits) {
    return request -> {
      try {
        return of(request, fetcher, limits).all();
      } catch (ProblemException e) {
        return Future.failedFuture(e);
      }
    };
  }

  int size() {
    return places.size();
  }

  /** Facts of the pictures that are in the request itself. */
  List<ImageFacts> facts() {
    return given.stream().flatMap(Optional::stream).toList();
  }

  /** Every picture, in the order of the conversation; completes on the calling context. */
  Future<List<Picture>> all() {
    if (all == null) {
      List<Future<Picture>> each = new ArrayList<>(places.size());
      for (int i = 0; i < places.size(); i++) {
        ChatPart.PictureAt at = places.get(i);
        each.add(given.get(i).isPresent() ? decoded(at) : fetch(at));
      }
      all = Future.all(each).map(done -> each.stream().map(Future::result).toList());
    }
    return all;
  }

  private Future<Picture> decoded(ChatPart.PictureAt at) {
    return switch (Pictures.readDataUrl(request.address(at), limits)) {
      case PictureReading.Read(Picture picture) -> Future.succeededFuture(picture);
      case PictureReading.Refused refused -> Future.failedFuture(refusal(refused, at));
    };
  }

  private Future<Picture> fetch(ChatPart.PictureAt at) {
    Promise<Picture> fetched = Promise.promise();
    Context context = Vertx.currentContext();
    fetcher
        .fetch(at.url())
        .subscribe()
        .with(
            reading -> context.runOnContext(now -> settle(reading, at, fetched)),
            bug -> context.runOnContext(now -> fetched.fail(bug)));
    return fetched.future();
  }

  private static void settle(
      PictureReading reading, ChatPart.PictureAt at, Promise<Picture> fetched) {
    switch (reading) {
      case PictureReading.Read(Picture picture) -> fetched.complete(picture);
      case PictureReading.Refused refused -> fetched.fail(refusal(refused, at));
    }
  }

  private static Picture picture(PictureReading reading, ChatPart.PictureAt at) {
    return switch (reading) {
      case PictureReading.Read(Picture picture) -> picture;
      case PictureReading.Refused refused -> throw refusal(refused, at);
    };
  }

  private static ProblemException refusal(PictureReading.Refused refused, ChatPart.PictureAt at) {
    return new ProblemException(IngressProblem.INVALID_IMAGE, refused.message(), at.param(), null);
  }
}
