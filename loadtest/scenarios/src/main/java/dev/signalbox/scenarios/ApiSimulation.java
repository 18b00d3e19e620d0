package dev.signalbox.scenarios;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/**
 * One client that takes every journey, and others that begin one each, at a constant rate whatever
 * the answers do. Fails when any request was not answered as its client needs it.
 */
public final class ApiSimulation extends Simulation {
  /** After the last journey began. */
  private static final Duration GRACE = Duration.ofMinutes(3);

  public ApiSimulation() {
    Plan plan = Plan.handedOver();
    Journeys journeys = new Journeys(plan);
    setUp(
            scenario("one that takes them all")
                .exec(
                    journeys.conversation(),
                    journeys.stream(),
                    journeys.tools(),
                    journeys.otherWords(),
                    journeys.embeddings(),
                    journeys.repetition(),
                    journeys.refusals(),
                    journeys.look(),
                    journeys.batch())
                .injectOpen(atOnceUsers(1)),
            scenario("clients")
                .exec(
                    randomSwitch()
                        .on(
                            percent(30).then(journeys.conversation()),
                            percent(25).then(journeys.stream()),
                            percent(10).then(journeys.tools()),
                            percent(10).then(journeys.otherWords()),
                            percent(10).then(journeys.embeddings()),
                            percent(5).then(journeys.repetition()),
                            percent(5).then(journeys.refusals()),
                            percent(3).then(journeys.look()),
                            percent(2).then(journeys.batch())))
                .injectOpen(constantUsersPerSec(plan.rate()).during(plan.time()).randomized()))
        .protocols(http.baseUrl(plan.ingress().toString()).disableFollowRedirect())
        .maxDuration(plan.time().plus(GRACE))
        .assertions(
            global().failedRequests().count().is(0L), global().successfulRequests().count().gt(0L));
  }
}
