/**
 * HTTP in OpenAI's words: paths, headers, errors and server-sent events. Nothing here decides
 * anything.
 */
@NullMarked
package dev.signalbox.ingress.api;

import org.jspecify.annotations.NullMarked;
