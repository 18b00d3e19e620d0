package dev.signalbox.verdict.database;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;

/** The one clock; tests replace it. */
class Clocks {
  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }
}
