/**
 * Fits, tries and judges models from graded outcomes: plain Java, the same result for the same
 * seed. Nothing here runs in the service.
 */
@NullMarked
package dev.signalbox.classifier.training;

import org.jspecify.annotations.NullMarked;
