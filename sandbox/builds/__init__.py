"""Building images on the learners' host: what may be ordered, and how an order is carried out."""
