/**
 * The trained model as read from its file: pure arithmetic over features, immutable, safe for any
 * number of threads.
 */
@NullMarked
package dev.signalbox.classifier.model;

import org.jspecify.annotations.NullMarked;
