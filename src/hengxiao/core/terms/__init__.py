"""Official vocabulary (术语): enumerations, glossary and the catalogue of messages."""
