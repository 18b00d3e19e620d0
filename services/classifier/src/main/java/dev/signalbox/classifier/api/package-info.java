/**
 * The edge: gRPC, configuration, health and metrics. It bounds what comes in and knows no
 * arithmetic.
 */
@NullMarked
package dev.signalbox.classifier.api;

import org.jspecify.annotations.NullMarked;
