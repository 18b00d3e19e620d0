/**
 * Panels: reviewers with lenses judge a subject or a pair. A verdict pins what it judged, is
 * settled once and never edited.
 */
@NullMarked
package dev.signalbox.verdict.panel;

import org.jspecify.annotations.NullMarked;
