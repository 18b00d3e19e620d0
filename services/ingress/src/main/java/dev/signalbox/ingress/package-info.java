/** The OpenAI-compatible endpoint. One request walks the flow package from top to bottom, once. */
@NullMarked
package dev.signalbox.ingress;

import org.jspecify.annotations.NullMarked;
