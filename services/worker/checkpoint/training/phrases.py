"""The wordings of questions: those trained on, and those kept aside to measure unseen phrasings."""

from __future__ import annotations

import random

PLACE_NAMES: dict[str, tuple[str, ...]] = {
    "top left": ("top left", "top left", "top left corner", "upper left", "top-left", "upper left corner"),
    "top": ("top", "top middle", "top centre", "top center", "upper middle"),
    "top right": ("top right", "top right", "top right corner", "upper right", "top-right", "upper right corner"),
    "left": ("left", "left side", "middle left", "left middle", "centre left", "center left"),
    "middle": ("middle", "middle", "centre", "center"),
    "right": ("right", "right side", "middle right", "right middle", "centre right", "center right"),
    "bottom left": ("bottom left", "bottom left", "bottom left corner", "lower left", "bottom-left", "lower left corner"),
    "bottom": ("bottom", "bottom middle", "bottom centre", "bottom center", "lower middle"),
    "bottom right": ("bottom right", "bottom right", "bottom right corner", "lower right", "bottom-right", "lower right corner"),
}  # fmt: skip

PHRASES: dict[str, tuple[str, ...]] = {
    "shape": (
        "What shape is this?", "What shape is it?", "What is the shape?", "Which shape is this?", "Name the shape.",
        "What shape is shown?", "What shape do you see?", "What shape is in the picture?", "What is this shape?",
        "Which shape is shown in the image?", "Tell me the shape.", "What kind of shape is this?", "What is the shape of the object?",
        "What shape does the picture show?", "Identify the shape.", "What shape is the object?", "What is the name of this shape?",
    ),
    "shape of colour": (
        "What shape is the {colour} object?", "What shape is {colour}?", "Which shape is {colour}?", "What is the {colour} shape?",
        "Name the {colour} shape.", "What shape is the {colour} one?", "What is the shape of the {colour} object?",
        "The {colour} object is what shape?", "What {colour} shape is there?", "Tell me the shape of the {colour} thing.",
        "What shape is the {colour} thing?", "Which shape is the {colour} item?",
    ),
    "shape at place": (
        "What shape is in the {place}?", "What shape is at the {place}?", "Which shape is on the {place}?",
        "What shape is the object in the {place}?", "What is the shape at the {place}?", "What shape do you see in the {place}?",
        "Name the shape in the {place}.", "Name the shape at the {place}.", "What shape is on the {place}?",
        "Which shape is in the {place} of the picture?", "What is the shape of the object at the {place}?",
    ),
    "colour": (
        "What colour is this?", "What colour is it?", "What is the colour?", "Which colour is this?", "Name the colour.",
        "What colour is the shape?", "What colour is the object?", "What is the colour of the shape?", "What is its colour?",
        "Which colour is the object?", "Tell me the colour.", "What colour do you see?", "What colour is the thing in the picture?",
        "What is the colour of the object?", "Identify the colour.", "What colour is shown?",
    ),
    "colour of shape": (
        "What colour is the {shape}?", "Which colour is the {shape}?", "What is the colour of the {shape}?",
        "Name the colour of the {shape}.", "The {shape} is what colour?", "Tell me the colour of the {shape}.",
        "What colour is the {shape} in the picture?", "What colour does the {shape} have?", "What's the colour of the {shape}?",
    ),
    "colour at place": (
        "What colour is the object in the {place}?", "What colour is the shape at the {place}?", "What colour is in the {place}?",
        "What is the colour of the object at the {place}?", "Which colour is the shape on the {place}?",
        "What colour is the thing in the {place}?", "What colour is the object on the {place}?",
        "Name the colour of the object in the {place}.", "What is the colour of the shape in the {place}?",
    ),
    "colour of number": (
        "What colour is the number?", "What colour is this?", "What is the colour of the number?", "Which colour is the number?",
        "What colour are the digits?", "Name the colour of the number.", "What colour is the text?", "What colour is it?",
        "In which colour is the number written?", "What colour is the number written in?",
    ),
    "count": (
        "How many objects are there?", "How many shapes are there?", "How many things are there?", "Count the objects.",
        "How many objects are in the picture?", "How many shapes are in the image?", "How many shapes do you see?",
        "How many objects can you see?", "Count the shapes.", "What is the number of objects?", "How many items are there?",
        "How many shapes are shown?", "Tell me how many objects there are.", "How many objects do you see in this picture?",
    ),
    "count shape": (
        "How many {shapes} are there?", "How many {shapes} do you see?", "How many {shapes} are in the picture?", "Count the {shapes}.",
        "How many {shapes} can you see?", "How many {shapes}?", "What is the number of {shapes}?", "How many {shapes} are shown?",
        "Tell me how many {shapes} there are.", "How many {shapes} are in the image?", "How many {shapes} does the picture have?",
    ),
    "count colour": (
        "How many {colour} objects are there?", "How many {colour} shapes are there?", "How many objects are {colour}?",
        "Count the {colour} objects.", "How many {colour} things do you see?", "How many {colour} shapes are in the picture?",
        "How many shapes are {colour}?", "How many {colour} objects can you see?", "What is the number of {colour} objects?",
        "How many {colour} ones are there?",
    ),
    "count both": (
        "How many {colour} {shapes} are there?", "How many {colour} {shapes} do you see?", "Count the {colour} {shapes}.",
        "How many {colour} {shapes} are in the picture?", "How many {colour} {shapes} can you see?", "How many {colour} {shapes}?",
        "What is the number of {colour} {shapes}?", "How many of the {shapes} are {colour}?", "How many {shapes} are {colour}?",
    ),
    "place": (
        "Where is the {thing}?", "Where is the {thing} in the picture?", "In which part of the picture is the {thing}?",
        "Where do you see the {thing}?", "Where can I find the {thing}?", "What is the position of the {thing}?",
        "Tell me where the {thing} is.", "Where's the {thing}?", "What is the place of the {thing}?",
        "Which corner or side is the {thing} in?", "Where in the image is the {thing}?", "Locate the {thing}.", "Find the {thing}.",
    ),
    "content": (
        "What is in the {place}?", "What is at the {place}?", "What is on the {place}?", "What do you see in the {place}?",
        "What do you see at the {place}?", "What object is in the {place}?", "What's in the {place}?", "What's at the {place}?",
        "What is in the {place} of the picture?", "Which object is at the {place}?", "Tell me what is in the {place}.",
        "What is shown in the {place}?", "Describe the object in the {place}.", "What thing is on the {place}?",
    ),
    "number": (
        "What number is written?", "What number is this?", "Read the number.", "What is the number?", "Which number is shown?",
        "What number do you see?", "What number is in the picture?", "What does it say?", "Which number is written here?",
        "Read the text.", "What is written?", "What is written in the picture?", "What digits are shown?", "Read the digits.",
        "What number is shown in the image?", "Can you read the number?", "What does the picture say?", "Tell me the number.",
        "What is the number in this picture?", "Please read the number.", "Which digits do you see?", "OCR this image.",
    ),
    "describe": (
        "Describe the picture.", "Describe this picture.", "Describe the image.", "Describe this image.", "What is in the picture?",
        "What do you see?", "What is in this image?", "What does the picture show?", "Tell me what you see.", "What is shown here?",
        "What is this?", "Caption this image.", "Describe what you see.", "What's in this image?", "Give a description.",
        "Can you describe this image?", "What can you see in this picture?", "Describe it.", "What's in this picture?",
        "Describe everything in the picture.", "Can you describe the picture?", "List the objects.",
    ),
    "presence": (
        "Is there {thing}?", "Is there {thing} in the picture?", "Do you see {thing}?", "Can you see {thing}?",
        "Does the picture have {thing}?", "Does the image show {thing}?", "Is {thing} in the picture?",
    ),
}  # fmt: skip

UNSEEN: dict[str, tuple[str, ...]] = {
    "shape": ("What shape can you see?", "Say which shape this is.", "What is the shape in this image?"),
    "shape of colour": ("Which shape has the colour {colour}?", "What is the shape of the {colour} thing?", "Say the shape of the {colour} one."),
    "shape at place": ("What shape can you see at the {place}?", "Which shape do you find in the {place}?", "Tell me the shape in the {place}."),
    "colour": ("What colour can you see?", "Say which colour it is.", "Which colour does it have?"),
    "colour of shape": ("Which colour does the {shape} have?", "Say the colour of the {shape}.", "What is the {shape}'s colour?"),
    "colour at place": ("Which colour is the thing at the {place}?", "Tell me the colour of the object in the {place}.", "What colour do you see in the {place}?"),
    "colour of number": ("Tell me the colour of the number.", "Which colour do the digits have?"),
    "count": ("How many objects does the image show?", "Count all the things.", "What is the count of shapes?"),
    "count shape": ("Count how many {shapes} there are.", "How many {shapes} does the image show?", "What is the count of {shapes}?"),
    "count colour": ("Count all {colour} shapes.", "How many {colour} items does the picture have?", "How many things are {colour}?"),
    "count both": ("Count how many {colour} {shapes} there are.", "How many {colour} {shapes} does the image show?", "Tell me how many {colour} {shapes} you see."),
    "place": ("Say where the {thing} is.", "Where can you see the {thing}?", "In which place is the {thing}?"),
    "content": ("What can you see in the {place}?", "Which thing is in the {place}?", "Name the object at the {place}."),
    "number": ("Say the number.", "What number can you read?", "Which number is in the image?"),
    "describe": ("Please describe the image.", "Tell me what is in the picture.", "What can you see here?"),
    "presence": ("Can you find {thing}?", "Is there {thing} in the image?"),
}  # fmt: skip

ASIDES = (
    "Who painted this?", "When was this photo taken?", "Is this person famous?", "What brand is this car?", "Is the dog happy?",
    "What is the weather in the picture?", "How old is she?", "Which city is this?", "Translate the sign.", "Is this food healthy?",
    "Write a poem about this picture.", "What is the mood of the image?", "How much does it cost?", "What breed is the cat?",
)  # fmt: skip

_OPENERS = ("Please tell me: ", "Question: ", "Hi! ", "Hello, ", "Look at the picture. ", "Look at this image. ", "Please answer: ")
_CLOSERS = (" Answer briefly.", " Answer in one word.", " Be short.", " Please.", " Thanks.", " Answer with one word only.", " Be brief.")


def spoken(text: str, rng: random.Random) -> str:
    """A human's variation of a phrase: spelling, case, punctuation, politeness."""
    if rng.random() < 0.5:
        text = text.replace("colour", "color").replace("Colour", "Color")
    if rng.random() < 0.25:
        text = text.replace("picture", "image") if rng.random() < 0.5 else text.replace("image", "picture")
    style = rng.random()
    if style < 0.12:
        text = text.lower()
    elif style < 0.14:
        text = text.upper()
    if rng.random() < 0.15:
        text = text.rstrip("?.")
    elif rng.random() < 0.08:
        text = rng.choice(_OPENERS) + text
    elif rng.random() < 0.08:
        text += rng.choice(_CLOSERS)
    elif rng.random() < 0.04:
        text = rng.choice((" ", "\n", "  ")) + text if rng.random() < 0.5 else text + rng.choice((" ", "\n"))
    return text
