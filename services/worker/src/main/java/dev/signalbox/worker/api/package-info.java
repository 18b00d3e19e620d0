/**
 * The worker's edge: gRPC, health, metrics, configuration. The rule: translates, and decides
 * nothing.
 */
@NullMarked
package dev.signalbox.worker.api;

import org.jspecify.annotations.NullMarked;
