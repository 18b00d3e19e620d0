/** The classifier: how likely each model of a pool is to answer a request well. */
@NullMarked
package dev.signalbox.classifier;

import org.jspecify.annotations.NullMarked;
