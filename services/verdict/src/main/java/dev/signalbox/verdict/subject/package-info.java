/** What is judged: facts and prices by version. A version is added, never edited. */
@NullMarked
package dev.signalbox.verdict.subject;

import org.jspecify.annotations.NullMarked;
