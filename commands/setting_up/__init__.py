"""What `/ship setup` is made of: reading what captains type, changing the plan, and the panel that shows it."""
